import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';
import { rewrite } from '../../pipeline/approval-lab.ts';

const space = 'Room operations';
const LONG = { timeout: 10_000, interval: 5 };

test('every word about tags is understood in all its spellings, and read back as the same', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const titles: [string, string][] = [
    ['tag a, b on fjord', 'Give Fjord the tags a and b?'],
    ['tag "on call", b on fjord', 'Give Fjord the tags "on call" and b?'],
    ['add tags x on tag:lobby location:oslo', 'Give Fjord the tag x?'],
    ['remove tag vip on fjord', 'Take the tag vip off Fjord?'],
    ['untag * on fjord', 'Take all tags off Fjord?'],
    ['tags fjord = a, "b c"', 'Replace all tags of Fjord by a and "b c"?'],
    ['tag "a, b" on fjord', 'A tag can have no comma in it: commas stand between tags'],
    [`tag ${'x'.repeat(65)} on fjord`, 'A tag can have up to 64 characters, not 65'],
    ['tag LOBBY on fjord', 'Nothing to do on Fjord: it has that already, in other upper and lower case'],
    ['tag x, X on fjord', 'Give Fjord the tag x?'],
    ['untag nothing on fjord', 'Nothing to do on Fjord: it does not have that'],
    ['remove tag vip from fjord', 'Take the tag vip off Fjord?'],
    ['untag vip from fjord', 'Take the tag vip off Fjord?'],
    ['add tag spare to fjord and kew', 'Give 2 devices the tag spare?'],
    ['tag fjord spare', 'Give Fjord the tag spare?'],
    ['tag spare fjord', 'Give Fjord the tag spare?'],
    ['tag fjord with spare, x', 'Give Fjord the tags spare and x?'],
    ['untag fjord vip', 'Take the tag vip off Fjord?'],
    ['retag fjord gold', 'Replace all tags of Fjord by gold?'],
    ['tag spare, pilot and north wing on kew', 'Give Kew the tags spare, pilot and "north wing"?'],
    ['tag spare, pilot, and north wing on kew', 'Give Kew the tags spare, pilot and "north wing"?'],
    ['tag north wing', 'Say which devices: "north wing" names none'],
    ['tag fjord', 'Write at least one tag'],
    ['tag "fjord vip"', 'Which device?'],
    ['retag vip to gold on fjord', '"retag" replaces all tags, and can not swap one for another'],
    ['retag vip as gold on fjord', '"retag" replaces all tags, and can not swap one for another'],
    ['tag x on location:Atlantis', 'No device matches "location:Atlantis"'],
  ];
  for (const [words, title] of titles) expect((await lab.alice.says(words)).title, words).toBe(title);
  const plan = await lab.alice.says('tag "on call", b on fjord', { space });
  await lab.alice.presses(plan, 'Tag Fjord');
  const again = await lab.alice.says('repeat', { space });
  expect(again.title).toBe('Nothing to do on Fjord: it has that already');
});

test('a device that somebody changes at the last moment is left as it is, and the rest goes on', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('retag quiet on Fjord, Kew and Camden', { space });
  // No time passes: Confirm still knows the list, so only the look right before the change sees it.
  const { fleet } = lab.cloud;
  const kew = fleet.get(lab.deviceId('Kew'));
  if (kew) fleet.setTags(kew, [...kew.tags, 'loaned']);
  const done = await lab.alice.presses(plan, 'Replace the tags');
  expect(done.lines.slice(0, 3)).toEqual([
    '2 of 3 devices have the tag quiet and no others',
    'Done · Camden and Fjord',
    '1 failed: Somebody else changed its tags just now: desk, hotdesk and loaned · Kew',
  ]);
  expect(fleet.get(lab.deviceId('Kew'))?.tags).toContain('loaned');
  // What was done has the tracking ids of Webex in the audit.
  const entry = await lab.alice.says('history changes', { space });
  expect(entry.text).toContain('retag quiet on');
});

test('where Webex breaks off, the device is looked at, and nothing is sent twice', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const at = (name: string) => `/devices/${lab.deviceId(name)}`;
  // Done, but not told; and neither done nor told.
  lab.cloud.faults.add({ method: 'PATCH', path: at('Fjord'), effect: 'drop', after: true, times: 1 });
  lab.cloud.faults.add({ method: 'PATCH', path: at('Kew'), effect: 'drop', times: 1 });
  const plan = await lab.alice.says('tag spare on Fjord and Kew', { space });
  const done = await lab.alice.presses(plan, 'Tag 2 devices');
  expect(done.title).toBe('1 of 2 devices has the tag spare');
  expect(done.lines.join('\n')).toMatch(/1 not known: .* · Kew/);
  expect(lab.cloud.fleet.get(lab.deviceId('Kew'))?.tags).not.toContain('spare');
});

test('who operates devices can not lift a rule that goes by tags, neither by words nor by taking back', async () => {
  const policy = (bob: string) => `
version: 1
roles:
  operator:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: ${bob} }]
    deny: [{ commands: volume, devices: "tag:vip" }]
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
service-app: [{ commands: [tag, untag, retag, undo, retry], roles: operator, tiers: 0-1 }]
`;
  await using lab = await openLab({ policy: policy('[look, operate, tag]') });
  // As long as a rule names it, they may, with the rights of the service app; what it brought is taken back by the rights of now.
  const plan = await lab.bob.says('tag vip on Camden', { space });
  await lab.bob.presses(plan, 'Tag Camden');
  await rewrite(lab, policy('[look, operate]'));
  const before = lab.written().length;
  for (const words of ['untag vip on fjord', 'tag vip on fjord', 'retag a on fjord', 'tags fjord = a', 'undo'])
    expect((await lab.bob.says(words, { space })).lines.join('\n'), words).toMatch(/needs the admin role/);
  expect(lab.written()).toHaveLength(before);
});

test('what was tagged in a pause of Webex stays, and a lock that was broken keeps back what is left', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { faults, fleet } = lab.cloud;
  const names = ['Camden', 'Fjord', 'Kew', 'Mission', 'Thames'];
  const first = lab.deviceId('Camden');
  const last = lab.deviceId('Thames');
  const tagged = (id: string) => fleet.get(id)?.tags ?? [];
  const pause = { effect: 'status', status: 429, retryAfter: 1, times: 1 } as const;
  faults.add({ method: 'PATCH', path: `/devices/${first}`, ...pause });
  const replace = await lab.alice.says('untag meeting on Camden', { space });
  const answer = lab.alice.presses(replace, 'Take it off');
  await lab.until(() => lab.written().some(({ status }) => status === 429), 'it was paused');
  const camden = fleet.get(first);
  if (camden) fleet.setTags(camden, [...camden.tags, 'loaned']);
  expect((await answer).title).toBe('Camden has the tag loaned');
  expect(tagged(first)).toEqual(['loaned']);

  const asked = await lab.alice.says(`tag spare on ${names.join(', ')}`, { space });
  faults.add({ method: 'GET', path: `/devices/${last}`, effect: 'latency', ms: 400 });
  const many = lab.alice.presses(asked, 'Tag 5 devices');
  await expect.poll(() => names.filter((name) => tagged(lab.deviceId(name)).includes('spare')), LONG).toHaveLength(4);
  await lab.alice.says('unlock thames because it hangs');
  await many;
  const told = async () => (await lab.alice.reads({ space })).find(({ title }) => title.startsWith('4 of 5'));
  await expect.poll(told, LONG).toBeDefined();
  const done = await told();
  expect(done?.lines.slice(0, 3)).toEqual([
    '4 of 5 devices have the tag spare',
    'Done · Camden, Fjord, Kew and Mission',
    '1 failed: Stopped: the lock was broken by Alice Andersen: it hangs · Thames',
  ]);
  expect(tagged(last)).not.toContain('spare');
});
