import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actionsIn } from '../../draw.ts';
import { type Lab, openLab } from '../../lab.ts';

const named = (lab: Lab, name: string) => {
  const found = lab.cloud.places.workspaces.all().find(({ displayName }) => displayName === name);
  if (!found) throw new Error(`no workspace is called ${name}`);
  return found;
};
const puts = (lab: Lab) => lab.written().filter(({ method }) => method === 'PUT');

describe('more than a thousand workspaces', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
    for (let number = 1; number <= 900; number += 1)
      lab.cloud.places.workspaces.add({ displayName: `Hall ${number}`, capacity: 10, type: 'open' });
    for (let number = 1; number <= 300; number += 1)
      lab.cloud.places.workspaces.add({ displayName: `Nook ${number} (2p)` });
    await lab.logIn('Alice');
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  test('are set two hundred at a time, and "the next" goes on where that ended', async () => {
    const asked = await lab.alice.says('workspaces fix nook');
    expect(asked.title).toBe('Set the first 200 of 300 workspaces by their names?');
    const progress = await lab.alice.presses(asked, 'Set 200 workspaces');
    expect(progress.title).toMatch(/^Setting workspaces: \d+ of 200 done$/);
    const done = await lab.alice.hears(progress);
    expect(done.title).toBe('Set by their names: 200 workspaces');
    expect(puts(lab)).toHaveLength(200);
    expect(named(lab, 'Nook 1 (2p)')).toMatchObject({ capacity: 2, type: 'huddle' });
    expect(named(lab, 'Nook 201 (2p)').capacity).toBeUndefined();
    const next = await lab.alice.presses(done, 'The next 100');
    expect(next.title).toBe('Set 100 workspaces by their names?');
    expect(next.lines[1]).toBe('Nook 201 (2p): capacity not set → 2 · type not set → Huddle room (rules 2 and 14)');
    const undo = await lab.alice.presses(done, 'Undo all');
    const back = await lab.alice.hears(await lab.alice.presses(undo, 'Take it back'));
    expect(back.title).toBe('Taken back: 200 workspaces');
    expect(named(lab, 'Nook 1 (2p)')).toMatchObject({ capacity: undefined, type: undefined });
  });

  test('are looked through a page at a time, with no card too large for Webex', async () => {
    const last = await lab.alice.says('workspaces fix list nook page:38');
    expect(last.lines).toContain('Nook 300 (2p)');
    expect(last.lines).toContain('Page 38 of 38');
    const form = await lab.alice.says('workspaces fix choose nook page:2');
    expect(form.lines).toContain('300 workspaces would change · page 2 of 30');
    expect(JSON.stringify(form.card).length).toBeLessThan(15_000);
    const none = await lab.alice.presses(form, 'Go on with these', { chosen: '' });
    expect(none.lines).toContain('Choose at least one.');
    expect((await lab.alice.says('workspaces fix nook max:3')).title).toBe(
      'Set the first 3 of 300 workspaces by their names?',
    );
    expect((await lab.alice.says('workspaces fix nook max:201')).title).toBe('max: takes a number from 1 to 200');
  });
});

test('a workspace that somebody changes at the last moment is left as it is, and one that breaks off is looked at', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const asked = await lab.alice.says('workspaces fix');
  const { faults, places } = lab.cloud;
  const [board, focus, huddle] = ['Board Room 12', 'Focus 2', 'Huddle 3'].map((name) => named(lab, name));
  if (!board || !focus || !huddle) throw new Error('the simulated world is another one');
  // They are read right before they are written: these answers take their time.
  for (const { id } of [board, focus])
    faults.add({ method: 'GET', path: `/workspaces/${id}`, effect: 'latency', ms: 200 });
  faults.add({ method: 'PUT', path: `/workspaces/${huddle.id}`, effect: 'drop', after: true, times: 1 });
  const answer = lab.alice.presses(asked, 'Set 4 workspaces');
  await expect.poll(() => faults.list().filter(({ hits }) => hits > 0).length, { interval: 5 }).toBeGreaterThan(1);
  places.workspaces.set(board.id, { capacity: 14 });
  places.workspaces.remove(focus.id);
  const done = await answer;
  expect(done.lines).toEqual([
    'Set by their names: 2 of 4 workspaces',
    'Done · Fjellrom (8p) and Huddle 3',
    '1 left as it is: Somebody changed it meanwhile · Board Room 12',
    '1 left as it is: It is not there any more · Focus 2',
    'Confirmed by Alice Andersen',
    '[Retry the 2 left] [Undo all]',
  ]);
  expect(named(lab, 'Board Room 12')).toMatchObject({ capacity: 14 });
  expect(named(lab, 'Huddle 3').type).toBe('huddle');
  const retried = await lab.alice.presses(done, 'Retry the 2 left');
  expect(retried.lines).toEqual(
    expect.arrayContaining([
      'Set Board Room 12 by its name?',
      'Board Room 12: type not set → Meeting room (rule 9)',
      'Not there any more: 1 workspace',
    ]),
  );
});

test('what somebody changes in a pause of Webex is not written over', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { faults, places } = lab.cloud;
  const board = named(lab, 'Board Room 12');
  const asked = await lab.alice.says('workspaces fix');
  const pause = { effect: 'status', status: 429, retryAfter: 1, times: 1 } as const;
  faults.add({ method: 'PUT', path: `/workspaces/${board.id}`, ...pause });
  const answer = lab.alice.presses(asked, 'Set 4 workspaces');
  await lab.until(() => lab.written().some(({ status }) => status === 429), 'it was paused');
  places.workspaces.set(board.id, { capacity: 14 });
  const first = await answer;
  const done = first.title?.startsWith('Setting') ? await lab.alice.hears(first) : first;
  expect(done.lines.slice(0, 3)).toEqual([
    'Set by their names: 3 of 4 workspaces',
    'Done · Fjellrom (8p), Focus 2 and Huddle 3',
    '1 left as it is: Somebody changed it meanwhile · Board Room 12',
  ]);
  expect(named(lab, 'Board Room 12')).toMatchObject({ capacity: 14 });
});

const POLICY = `
version: 1
roles:
  admin:
    members: [bob.berg@fjordbank.example]
    allow:
      - { commands: all, tiers: 0-3 }
  oslo:
    members: [alice.andersen@fjordbank.example]
    most-devices: 1
    allow:
      - { commands: look }
      - { commands: administer, devices: "location:Oslo", tiers: 0-1 }
`;

test('a role that covers some workspaces and few at a time leaves the others out, and says so', async () => {
  await using lab = await openLab({ policy: POLICY });
  await lab.logIn('Alice');
  const asked = await lab.alice.says('workspaces fix');
  expect(asked.title).toBe('That is 2 devices; you may change 1 at a time');
  const one = await lab.alice.says('workspaces fix max:1');
  expect(one.title).toBe('Set the first 1 of 2 workspaces by their names?');
});

test('names that nobody has, a place said as a name and half a sentence are asked about with all that was said kept', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice', 'everything');
  const buttons = async (words: string) => {
    const { title, card } = await lab.alice.says(words);
    return [title, ...actionsIn(card).map(({ data }) => String(data['say'] ?? ''))];
  };
  const { locations } = lab.cloud.places;
  const [oslo] = locations.all();
  if (!oslo) throw new Error('the simulated world is another one');
  const { id: twin } = locations.add({ ...oslo });
  const chooser = await buttons('workspaces fix studio, huddle 3 except fjellrom all location:Oslo type:huddle max:7');
  expect(chooser[0]).toBe('Which location?');
  expect(JSON.stringify(await lab.alice.says('workspaces fix studio except fjellrom location:oslo max:7'))).toContain(
    `workspaces fix studio except fjellrom location:id:${twin} max:7`,
  );
  locations.remove(locations.get(twin) ?? oslo);
  expect(await buttons('workspaces fix studio except fjellrom location:Lodnon max:7')).toContain(
    'workspaces fix studio except fjellrom location:London max:7',
  );
  expect(await buttons('workspaces fix oslo max:7')).toEqual(
    expect.arrayContaining(['Oslo is a location, and no workspace is named so', 'workspaces fix location:Oslo max:7']),
  );
  expect((await buttons('workspaces fix except'))[0]).toBe('Except which workspaces?');
  expect((await buttons('workspaces fix except studio and huddle 3'))[0]).toBe('Set 3 workspaces by their names?');
  expect((await buttons('workspaces rule add ".*seater" capacity'))[0]).toMatch(
    /^That looks like a regular expression/,
  );
  expect((await buttons('workspaces rule add Bored Room => meeting'))[0]).toBe(
    'Add the rule Bored Room → type Meeting room?',
  );
});

test('whoever goes on with "retry" or "undo" of nothing is told so', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { title } = await lab.alice.says('workspaces fix undo q1w2e3r4t5y6u7i8o9p0aa');
  expect(title).toBe('There is nothing of this to take back');
  expect((await lab.alice.says('workspaces fix colour:red')).title).toBe('I can\'t filter by "colour:red"');
  expect((await lab.alice.says('workspaces fix type:castle')).lines[0]).toMatch(/^type: takes focus, huddle/);
});
