import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyExpression, lookUp, nearestKeys, properKey, readKeys } from '#fleet/configuration-keys.ts';
import type { Configuration } from '#webex/device-configurations.ts';

const KEYS = [
  'Audio.DefaultVolume',
  'Audio.Input.HDMI[1].Level',
  'Audio.Input.Microphone[1].Gain',
  'Audio.Input.Microphone[2].Gain',
  'Audio.Input.Microphone[2].Mode',
  'Audio.Input.Microphone[12].Gain',
  'Audio.Ultrasound.MaxVolume',
  'Standby.Delay',
  'Video.Output.Connector[2].Resolution',
];
const of = (text: string) => {
  const read = keyExpression(text);
  if ('fault' in read) throw new Error(read.fault);
  return { asked: read.key, found: KEYS.filter(read.matches), isMany: read.isMany };
};
const mics = (...indices: number[]) => indices.map((index) => `Audio.Input.Microphone[${index}].Gain`);

const READ: [text: string, asked: string | undefined, found: string[]][] = [
  ['Audio.DefaultVolume', 'Audio.DefaultVolume', ['Audio.DefaultVolume']],
  ['audio.defaultvolume', 'audio.defaultvolume', ['Audio.DefaultVolume']],
  ['Audio DefaultVolume', 'Audio.DefaultVolume', ['Audio.DefaultVolume']],
  ['Audio/DefaultVolume', 'Audio.DefaultVolume', ['Audio.DefaultVolume']],
  ['Standby.*', 'Standby.*', ['Standby.Delay']],
  ['Standby', 'Standby.*', ['Standby.Delay']],
  ['standby.', 'standby.*', ['Standby.Delay']],
  ['*', undefined, KEYS],
  ['*.Gain', '*.Gain', mics(1, 2, 12)],
  ['Audio.*.Mode', 'Audio.*.Mode', ['Audio.Input.Microphone[2].Mode']],
  ['Audio.Input.Microphone[1].Gain', 'Audio.Input.Microphone[1].Gain', mics(1)],
  ['Audio Input Microphone 1 Gain', 'Audio.Input.Microphone[1].Gain', mics(1)],
  ['Audio.Input.Microphone[*].Gain', 'Audio.Input.Microphone[*].Gain', mics(1, 2, 12)],
  ['Audio.Input.Microphone[].Gain', 'Audio.Input.Microphone[*].Gain', mics(1, 2, 12)],
  ['Audio.Input.Microphone[n].Gain', 'Audio.Input.Microphone[*].Gain', mics(1, 2, 12)],
  ['Audio.Input.Microphone[1..3].Gain', 'Audio.Input.Microphone[1..3].Gain', mics(1, 2)],
  ['Audio.Input.Microphone[2..N].Gain', 'Audio.Input.Microphone[2..n].Gain', mics(2, 12)],
  // Webex takes a number that is left out for none.
  ['Audio.Input.Microphone.Gain', 'Audio.Input.Microphone.Gain', []],
  ['Audio.Input', 'Audio.Input', []],
];

test.each(READ)('%s', (text, asked, found) => {
  expect(of(text)).toMatchObject({ asked, found });
});

test('one configuration is told from several', () => {
  const one = ['Audio.DefaultVolume', 'Audio.Input.Microphone[1].Gain', 'Audio Input Microphone 1 Gain'];
  const several = ['Standby', '*', 'A[*].B', 'A[n].B', 'A[1..3].B', 'A[2..n].B', 'A.*'];
  expect([...one, ...several].map((text) => of(text).isMany)).toEqual([
    ...one.map(() => false),
    ...several.map(() => true),
  ]);
});

test.each([
  ['', "An empty part can't be in the key of a configuration"],
  ['Audio..Volume', "An empty part can't be in the key of a configuration"],
  ['Audio.Default Volume!', `"Volume!" can't be in the key of a configuration`],
  ['Audio.Input.Microphone[3..1].Gain', 'From 3 to 1 there is nothing'],
  ['A.'.repeat(300), 'That is too long for the key of a configuration'],
])('%s is no key', (text, fault) => {
  expect(keyExpression(text)).toEqual({ fault });
});

test('an expression finds what a plain reading of it finds, and takes no longer for many stars', () => {
  const part = fc.constantFrom('A', 'B', 'A[1]', 'A[2]');
  fc.assert(
    fc.property(
      fc.array(fc.oneof(part, fc.constantFrom('*', 'A[*]', 'A[1..2]', 'A[2..n]')), { minLength: 1, maxLength: 6 }),
      fc.array(part, { minLength: 1, maxLength: 8 }),
      (steps, parts) => {
        const expression = keyExpression(steps.join('.'));
        if ('fault' in expression) throw new Error(expression.fault);
        const plain = (steps.length === 1 && steps[0] !== '*' ? [...steps, '*'] : steps)
          .map(
            (step) =>
              ({ '*': '[^.]+(\\.[^.]+)*', 'A[*]': 'a\\[\\d+\\]', 'A[1..2]': 'a\\[[12]\\]', 'A[2..n]': 'a\\[2\\]' })[
                step
              ] ?? step.toLowerCase().replace(/[[\]]/g, '\\$&'),
          )
          .join('\\.');
        const key = parts.join('.');
        expect(expression.matches(key)).toBe(new RegExp(`^${plain}$`).test(key.toLowerCase()));
      },
    ),
  );
  const stars = keyExpression(`${'*.A.'.repeat(11)}B`);
  expect('fault' in stars || stars.matches('A.'.repeat(150).slice(0, -1))).toBe(false);
});

test('a key that is not there is found by its spelling, its indices left out or its last word', () => {
  expect(nearestKeys(KEYS, 'Audio.DefaultVolum')[0]).toBe('Audio.DefaultVolume');
  expect(nearestKeys(KEYS, 'defaultvolume')[0]).toBe('Audio.DefaultVolume');
  expect(nearestKeys(KEYS, 'Audio Input Microphone Gain', { max: 2 })).toEqual(mics(1, 2));
  expect(nearestKeys(KEYS, 'Audio.Input.Microphone[7].Gain')).toEqual(mics(1, 2, 12));
  expect(nearestKeys(KEYS, 'Sound.MaxVolum')[0]).toBe('Audio.Ultrasound.MaxVolume');
  expect(nearestKeys(KEYS, '"; drop table')).toEqual([]);
  expect([properKey(KEYS, 'standby.delay'), properKey(KEYS, 'standby.delays')]).toEqual(['Standby.Delay', undefined]);
});

const configuration: Configuration = {
  value: 1,
  source: 'default',
  configured: { value: null, isEditable: true },
  defaultValue: 1,
  valueSpace: {},
};

/** A device, and what it was asked for. It knows its keys only as it spells them. */
function device() {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    async read(_id: string, key?: string) {
      asked.push(key);
      const begin = key?.endsWith('.*') ? key.slice(0, -1) : undefined;
      const found = KEYS.filter((one) => key === undefined || one === key || (begin && one.startsWith(begin)));
      return new Map(found.map((one) => [one, configuration]));
    },
  };
}

const CALLS: [keys: string[], asked: (string | undefined)[]][] = [
  [['Audio.DefaultVolume'], ['Audio.DefaultVolume']],
  [['Audio.DefaultVolume', 'audio.defaultvolume'], ['audio.defaultvolume']],
  [
    ['Audio.DefaultVolume', 'Standby.Delay'],
    ['Audio.DefaultVolume', 'Standby.Delay'],
  ],
  [
    ['Audio.DefaultVolume', 'Audio.Ultrasound.MaxVolume'],
    ['Audio.DefaultVolume', 'Audio.Ultrasound.MaxVolume'],
  ],
  [mics(1, 2), ['Audio.Input.*']],
  [
    ['Audio.DefaultVolume', ...mics(1, 2), 'Standby.Delay'],
    ['Audio.*', 'Standby.Delay'],
  ],
  [['A.A', 'B.B', 'C.C', 'D.D', 'E.E'], [undefined]],
  [[], []],
];
test.each(CALLS)('%j of a device takes as few calls as is sensible', async (keys, asked) => {
  const one = device();
  const read = await readKeys(one, 'd', keys);
  expect(one.asked).toEqual(asked);
  const known = keys.filter((key) => KEYS.includes(key) && asked.some((a) => a !== key.toLowerCase()));
  expect([...read.keys()]).toEqual(expect.arrayContaining(known));
});

test('what Webex does not find by the words is looked for among everything, once', async () => {
  const one = device();
  const look = (text: string) => {
    const expression = keyExpression(text);
    if ('fault' in expression) throw new Error(expression.fault);
    return lookUp(one, 'd', expression);
  };
  expect([...(await look('audio.defaultvolume')).found.keys()]).toEqual(['Audio.DefaultVolume']);
  expect(await look('Standby.Dely')).toEqual({ found: new Map(), near: ['Standby.Delay'] });
  expect((await look('Standby')).found.size).toBe(1);
  expect(one.asked).toEqual(['audio.defaultvolume', undefined, 'Standby.Dely', undefined, 'Standby.*']);
});
