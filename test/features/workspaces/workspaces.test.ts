import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

const ONLY_OSLO = `version: 1
roles:
  oslo:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3, devices: "location:Oslo" }]
  admin:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
`;

test('a page of five thousand asks for what it shows and one more', { timeout: 30_000 }, async () => {
  await using lab = await openLab({ devices: 5_000 });
  await lab.logIn('Alice');
  const pages = async (words: string) => {
    const before = lab.byLogin().length;
    const said = await lab.alice.says(words);
    const asked = lab.byLogin().slice(before);
    return { said, asked: asked.filter(({ path }) => path === '/workspaces').map(({ responseBody }) => responseBody) };
  };
  const countOf = (body: unknown) => (JSON.stringify(body).match(/"displayName"/g) ?? []).length;
  for (const words of ['workspaces', 'workspaces page:600', 'workspaces type:huddle page:3']) {
    const { said, asked } = await pages(words);
    expect([words, said.lines.filter((line) => line.startsWith('[ ')).length]).toEqual([words, 8]);
    expect(asked.map(countOf)).toEqual([9]);
  }
  const last = await pages('workspaces page:626');
  expect(last.said.lines.filter((line) => line.startsWith('[ '))).toHaveLength(6);
  expect(last.said.lines.join('\n')).not.toContain('[Next]');
});

test('who may see one location is shown, counted and sent nothing of the others', async () => {
  await using lab = await openLab({ policy: ONLY_OSLO });
  await lab.logIn('Alice');
  const seen: string[] = [];
  for (let page = 1; page <= 2; page += 1) {
    const { lines } = await lab.alice.says(`workspaces page:${page}`);
    seen.push(...lines.filter((line) => line.startsWith('[ ')));
  }
  expect(seen.length).toBeGreaterThan(8);
  expect(seen.filter((line) => !line.includes('· Oslo'))).toEqual([]);
  expect(new Set(seen).size).toBe(seen.length);
  expect((await lab.alice.says('workspace kew')).title).toBe('There is no workspace named "kew"');
  expect((await lab.alice.says('workspace new Fjord location:London type:huddle')).title).not.toMatch(/^Create/);
  expect((await lab.alice.says('workspace edit camden capacity:3')).title).toBe('There is no workspace named "camden"');
  await lab.alice.says('workspaces export');
  expect(lab.written()).toEqual([]);
});

test('a device that goes offline while Webex works on it is told, with the reason of Webex', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('workspace personalise tahoe for vera.vik@fjordbank.example');
  const begun = lab
    .until(() => lab.written().length > 0, 'it was begun')
    .then(() => lab.cloud.fleet.setConnection(lab.deviceId('Tahoe'), 'disconnected'));
  const said = await lab.alice.presses(plan, 'Personalise Tahoe', { typed: 'Tahoe' });
  await begun;
  expect(said.title).toBe('Tahoe was not personalised');
  expect(said.lines.join('\n')).toContain('Webex says: Device is offline. It is a shared device as before.');
});

test('a form that was opened before somebody else changed a field writes only what was touched', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const form = await lab.alice.says('workspace edit fjord');
  const { workspaces } = lab.cloud.places;
  const fjord = workspaces.all().find(({ displayName }) => displayName === 'Fjord');
  workspaces.set(fjord?.id ?? '', { capacity: 14 });
  const untouched = { name: 'Fjord', type: 'meetingRoom', capacity: '8', floor: '-1', calling: 'freeCalling' };
  const calendar = { calendar: 'microsoft', mail: 'fjord@fjordbank.example', hotdesk: 'off' };
  // A client leaves out the notes, which were emptied.
  const plan = await lab.alice.presses(form, 'Show what would change', { ...untouched, ...calendar });
  expect(plan.lines.slice(0, 2)).toEqual(['Change Fjord?', 'Notes: cleared']);
  await lab.alice.presses(plan, 'Change Fjord');
  expect(workspaces.get(fjord?.id ?? '')).toMatchObject({ capacity: 14, notes: undefined, type: 'meetingRoom' });
});

test('line breaks, quotes and formulas in notes survive the change and its undo', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { workspaces } = lab.cloud.places;
  const kew = workspaces.all().find(({ displayName }) => displayName === 'Kew');
  const notes = '=cmd|" /C"\n\n- **Key** at \\\\server: "left" ${x}';
  workspaces.set(kew?.id ?? '', { notes });
  const plan = await lab.alice.says('workspace edit kew notes:unset');
  const done = await lab.alice.presses(plan, 'Change Kew');
  expect(workspaces.get(kew?.id ?? '')?.notes).toBeUndefined();
  const undo = await lab.alice.presses(done, 'Undo');
  await lab.alice.presses(undo, 'Take it back');
  expect(workspaces.get(kew?.id ?? '')?.notes?.replaceAll('\u2060', '')).toBe(notes);
});

test('when the answer to a creation is lost, it is not made twice', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('workspace new Cabin type:huddle');
  lab.cloud.faults.add({ method: 'POST', path: '/workspaces', effect: 'drop', after: true, times: 1 });
  const said = await lab.alice.presses(plan, 'Create Cabin');
  expect(said.title).toBe("I don't know whether this happened: Create the workspace Cabin");
  const made = lab.cloud.places.workspaces.all().filter(({ displayName }) => displayName === 'Cabin');
  expect(made).toHaveLength(1);
  expect((await lab.alice.presses(said, 'Look at Cabin')).lines[1]).toContain('Huddle room');
});

test('a write that has to wait looks again: what changed in the pause stays', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { workspaces } = lab.cloud.places;
  const idOf = (name: string) => workspaces.all().find(({ displayName }) => displayName === name)?.id ?? '';
  const [fjord, kew, thames] = [idOf('Fjord'), idOf('Kew'), idOf('Thames')];
  /** Presses while Webex asks for a pause before the write, and changes something in it. */
  const meanwhile = async (words: string, button: string, change: () => void, typed?: string) => {
    const plan = await lab.alice.says(words);
    const before = lab.written().length;
    const pause = { effect: 'status', status: 429, retryAfter: 1, times: 1 } as const;
    for (const method of ['PUT', 'DELETE', 'POST']) lab.cloud.faults.add({ ...pause, method, path: '/workspaces/' });
    const paused = lab.until(() => lab.written().length > before, 'it was paused').then(change);
    const [said] = await Promise.all([lab.alice.presses(plan, button, typed === undefined ? {} : { typed }), paused]);
    lab.cloud.faults.clear();
    return {
      why: said.lines[1],
      wrote: lab
        .written()
        .slice(before)
        .map(({ status }) => status),
    };
  };
  const edited = () => void workspaces.set(fjord, { notes: 'The door is stuck.' });
  expect(await meanwhile('workspace edit fjord capacity:10', 'Change Fjord', edited)).toEqual({
    why: expect.stringContaining('Somebody else changed Fjord just now'),
    wrote: [429],
  });
  expect(workspaces.get(fjord)).toMatchObject({ capacity: 8, notes: 'The door is stuck.' });
  const renamed = () => void workspaces.set(kew, { displayName: 'Board' });
  expect(await meanwhile('workspace delete kew', 'Delete Kew', renamed, 'Kew')).toEqual({
    why: expect.stringContaining('Kew is called Board by now'),
    wrote: [429],
  });
  const booked = () => void workspaces.set(thames, { calling: { type: 'freeCalling' } });
  const words = 'workspace personalise thames for vera.vik@fjordbank.example';
  expect(await meanwhile(words, 'Personalise Thames', booked, 'Thames')).toEqual({
    why: expect.stringContaining('Thames was changed just now'),
    wrote: [429],
  });
});

test('after a lost answer it is looked once what is true', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const lost = { method: 'PUT', path: '/workspaces/', effect: 'drop', times: 1 } as const;
  const written = await lab.alice.says('workspace edit fjord capacity:10 notes:unset');
  lab.cloud.faults.add({ ...lost, after: true });
  expect((await lab.alice.presses(written, 'Change Fjord')).title).toBe('Fjord is changed');
  const unwritten = await lab.alice.says('workspace edit fjord capacity:11');
  lab.cloud.faults.add(lost);
  const said = await lab.alice.presses(unwritten, 'Change Fjord');
  expect(said.lines.join('\n')).toContain('I looked again: Fjord is as before');
  // It was begun, so that its state can't be read is no sign of a failure.
  const plan = await lab.alice.says('workspace personalise tahoe for vera.vik@fjordbank.example');
  lab.cloud.faults.add({
    method: 'GET',
    path: '^/workspaces/[^/]+/personalizationTask',
    effect: 'status',
    status: 404,
    times: 1,
  });
  const begun = await lab.alice.presses(plan, 'Personalise Tahoe', { typed: 'Tahoe' });
  expect(begun.title).toMatch(/^Tahoe is (becoming a|the) personal device/);
});

test('a form tells nothing of a workspace that its reader may look at but not change', async () => {
  await using lab = await openLab({
    policy: `version: 1
roles:
  both:
    members: [alice.andersen@fjordbank.example]
    allow:
      - { commands: all, tiers: 0-3, devices: "location:Oslo" }
      - { commands: [volume], devices: "location:London" }
  admin:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
`,
  });
  await lab.logIn('Alice');
  const refused = await lab.alice.says('workspace edit camden');
  expect(refused.lines.join('\n')).not.toMatch(/Capacity|Notes|Show what would change/);
  expect(refused.title).toMatch(/may not|not allowed|can't|no workspace/i);
  expect((await lab.alice.says('workspace edit camden capacity:eight')).lines.join('\n')).not.toContain('Notes');
  expect((await lab.alice.says('workspace edit fjord')).title).toBe('Edit Fjord');
});

test.each([
  ['workspace edt fjord capacity:9', 'workspace edit fjord capacity:9'],
  ['workspace fjord capacity:9', 'workspace edit fjord capacity:9'],
])('values behind "%s" are meant to change it: "%s"', async (words, meant) => {
  await using lab = await openLab();
  const said = await lab.alice.says(words);
  expect(said.title).toBe(`Did you mean "${meant}"?`);
  expect((await lab.alice.presses(said, meant)).title).toMatch(/^Change Fjord\?$|^You have to log in/);
});
