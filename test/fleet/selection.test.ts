import { describe, expect, test } from 'vitest';
import { AmbiguousDevice } from '#fleet/problems.ts';
import { isSelection, namesSeveral, seeThem, selected, tooMany } from '#fleet/selection.ts';
import { Device } from '#webex/devices.ts';

const named = (displayName: string, id: string, tags: string[] = []) => Device.parse({ id, displayName, tags });
const DEVICES = [
  named('Fjord', 'a', ['lobby']),
  named('Camden', 'b', ['lobby']),
  named('Kew', 'c'),
  named('Meet and Greet', 'd'),
  named('Oslo, room 1', 'e'),
  named('Harold Nordlund', 'f'),
  named('Harold Smith', 'g'),
];
const LOCATIONS = async () => new Map();
const names = async (phrase: string) =>
  (await selected(phrase, DEVICES, LOCATIONS)).map(({ displayName }) => displayName);

describe('what a phrase selects', () => {
  test.each([
    ['Fjord and Camden', ['Camden', 'Fjord']],
    ['fjord, camden and kew', ['Camden', 'Fjord', 'Kew']],
    ['Fjord, Camden, and Kew', ['Camden', 'Fjord', 'Kew']],
    ['Fjord and fjord', ['Fjord']],
    ['Meet and Greet', ['Meet and Greet']],
    ['meet and gre', ['Meet and Greet']],
    ['Oslo, room 1', ['Oslo, room 1']],
    ['tag:lobby', ['Camden', 'Fjord']],
    ['id:a,c', ['Fjord', 'Kew']],
    ['id:a, id:c', ['Fjord', 'Kew']],
    ['Kew and id:f', ['Harold Nordlund', 'Kew']],
    ['id:f and Kew', ['Harold Nordlund', 'Kew']],
    ['all', DEVICES.map(({ displayName }) => displayName).sort()],
  ])('%s', async (phrase, expected) => {
    expect(await names(phrase)).toEqual(expected);
  });

  test('a part that names nothing is the one that is told', async () => {
    await expect(names('Fjord and Atlantis')).rejects.toThrow('"Atlantis"');
    await expect(names('Meat and Great')).rejects.toThrow('"Meat and Great"');
    await expect(names('id:nobody,nothing')).rejects.toMatchObject({ code: 'device-gone' });
  });

  test('of a part that names two one is chosen, and the others stay', async () => {
    const problem = await names('Fjord, harold and Kew').catch((error: unknown) => error);
    if (!(problem instanceof AmbiguousDevice)) throw new Error('nothing was doubtful');
    const [first] = problem.devices;
    expect(problem.devices).toHaveLength(2);
    expect(first && (await names(problem.phraseFor(first)))).toEqual(['Fjord', 'Harold Nordlund', 'Kew']);
  });
});

test('which words can only mean several devices, and which may', () => {
  expect(
    ['all', 'tag:lobby is:online', 'id:a,b', 'location:San Jose'].filter((phrase) => !isSelection(phrase)),
  ).toEqual([]);
  expect(['Fjord', 'id:a', 'Fjord and Kew', 'allow', '10.1.1.1'].filter(isSelection)).toEqual([]);
  expect(['Fjord, Kew', 'Fjord and Kew'].filter((phrase) => !namesSeveral(phrase))).toEqual([]);
  expect(['Fjord', 'Sandy Hook', 'Andes', 'and'].filter(namesSeveral)).toEqual([]);
});

test.each([
  ['tag:lobby is:online', 'devices tag:lobby is:online'],
  ['location:San Jose tag:vip', 'devices location:"San Jose" tag:vip'],
  ['all', 'devices'],
  ['Fjord and Kew', undefined],
  ['', undefined],
])('the button that lists %s', (phrase, say) => {
  expect(seeThem(phrase).map((step) => step.say)).toEqual(say === undefined ? [] : [say]);
});

test('too many says how many and how to ask for fewer', () => {
  expect(tooMany('all', 12_345, 100)).toMatchObject({
    message: '"all" is 12,345 devices; I take at most 100 at a time',
    code: 'too-many-devices',
  });
});
