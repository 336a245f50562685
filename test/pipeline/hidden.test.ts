import { expect, test } from 'vitest';
import { press } from '../faults/site.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Said } from '../persona.ts';

const SPACE = { space: 'Room operations' };
/** Bob may do anything in Oslo, where Fjord is, and sees nothing of London, where Kew is. */
const policy = (bobs = 'location:Oslo') => `
version: 1
roles:
  oslo:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3, devices: "${bobs}" }]
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
`;
const open = () => openLab({ policy: policy(), timeoutMs: 20_000 });
const all = ({ lines, text, card }: Said) => [...lines, text, JSON.stringify(card ?? '')].join('\n');

/** Alice's change of Fjord and Kew, asked directly, hangs. */
async function aliceHolds(lab: Lab): Promise<void> {
  const plan = await lab.alice.says('volume 20 on Fjord, Kew');
  const fault = lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 60_000 });
  await press(lab.alice, plan, 'Set 20 %');
  await expect.poll(() => fault.hits, { timeout: 10_000 }).toBe(2);
}

test('locks: what is hidden is counted, and what was asked directly is not told in a space', async () => {
  await using lab = await open();
  await aliceHolds(lab);
  const bobs = await lab.bob.says('locks', SPACE);
  expect(bobs.lines.slice(0, 3)).toEqual([
    '1 device is being changed',
    'Fjord · a change asked in another space',
    expect.stringContaining('Alice Andersen'),
  ]);
  expect(bobs.lines.join()).toContain('And 1 of devices that are not yours to see.');
  const own = await lab.alice.says('locks', SPACE);
  expect(own.lines.join()).toContain('Kew · a change asked in another space');
  for (const card of [bobs, own]) expect(all(card)).not.toContain('20 %');
  expect(all(bobs)).not.toContain('Kew');
  lab.cloud.faults.clear();
});

test('what waits: the same, and a change is not named to those who do not see all of it', async () => {
  await using lab = await open();
  await aliceHolds(lab);
  await lab.alice.says('standby Kew when free', SPACE);
  const both = await lab.alice.says('standby Fjord, Kew when free', SPACE);
  await lab.alice.presses(both, 'Put 2 devices to sleep');
  const bobs = await lab.bob.says('locks', SPACE);
  expect(bobs.lines.join('\n')).toContain('Fjord, 1 device not yours to see · waits: a change of other devices too');
  expect(bobs.lines.join('\n')).toContain('And 2 of devices that are not yours to see.');
  expect(all(bobs)).not.toContain('Kew');
  expect((await lab.alice.says('locks', SPACE)).lines.join('\n')).toContain('waits: Put 2 devices to sleep');
  lab.cloud.faults.clear();
});

test('a busy device: what was asked elsewhere is not told', async () => {
  await using lab = await open();
  await aliceHolds(lab);
  const busy = await lab.bob.says('volume 30 on fjord', SPACE);
  expect(busy.lines.slice(0, 2)).toEqual([
    'Fjord is being changed by Alice Andersen',
    expect.stringMatching(/^A change asked in another space, for /),
  ]);
  expect(all(busy)).not.toMatch(/Kew|20 %/);
  lab.cloud.faults.clear();
});

test('unlock frees the devices that are theirs, and counts the others, which stay locked', async () => {
  await using lab = await open();
  await aliceHolds(lab);
  const form = await lab.bob.says('unlock fjord', SPACE);
  expect(form.lines[1]).toContain('It goes on with 1 other device, whose locks are not yours to break.');
  const free = await lab.bob.says('unlock fjord because it hangs', SPACE);
  expect(free.lines.slice(0, 2)).toEqual([
    'Fjord is free',
    expect.stringContaining('It goes on with 1 other device, whose locks are not yours to break.'),
  ]);
  for (const card of [form, free]) expect(all(card)).not.toContain('Kew');
  const left = await lab.alice.says('locks', SPACE);
  expect(left.title).toBe('1 device is being changed');
  expect(left.lines[1]).toContain('Kew');
  lab.cloud.faults.clear();
});

test('history: hidden devices are counted, and what another one asked privately names none', async () => {
  await using lab = await open();
  await lab.alice.says('volume 30 on kew', SPACE);
  await lab.alice.says(`status Audio.Volume on id:${lab.deviceId('Fjord')} privately`, SPACE);
  const bobs = await lab.bob.says('history', SPACE);
  expect(all(bobs)).not.toMatch(/kew/i);
  expect(bobs.lines.join('\n')).toMatch(/volume 30 on … .*1 device not yours to see/);
  expect(bobs.lines.join('\n')).toMatch(/status Audio\.Volume on .*… privately/);
  expect(all(bobs)).not.toContain('Fjord');
  const own = await lab.alice.says('history', SPACE);
  expect(own.lines.join('\n')).toMatch(/privately .*Fjord/);
  expect(own.lines.join('\n')).toMatch(/volume 30 on kew .*Kew/);
});

test('undo: a device that is only hidden is not named', async () => {
  await using lab = await open();
  const plan = await lab.alice.says('volume 20 on Fjord, Kew', SPACE);
  const done = await lab.alice.presses(plan, 'Set 20 %');
  const undo = await lab.bob.presses(done, 'Undo');
  expect(undo.title).toContain('Take back on Fjord');
  expect(undo.lines.join('\n')).toContain('Left out (gone, or not yours to see): 1 device');
  expect(all(undo)).not.toContain('Kew');
});

test('watches: those of hidden devices are counted, and can not be stopped', async () => {
  await using lab = await open();
  await lab.alice.says('watch Audio.Volume on kew', SPACE);
  const hidden = await lab.bob.says('watches', SPACE);
  expect(hidden.title).toBe('1 watch, of devices that are not yours to see');
  await lab.bob.says('watch Audio.Volume on fjord', SPACE);
  const some = await lab.bob.says('watches', SPACE);
  expect(some.title).toBe('1 watch, and 1 not yours to see');
  const stopped = await lab.bob.says('unwatch all', SPACE);
  expect(stopped.title).toBe('Stopped watching Audio.Volume on Fjord');
  expect((await lab.bob.says('unwatch 1', SPACE)).title).toBe('Nothing is watched here');
  for (const card of [hidden, some, stopped]) expect(all(card)).not.toContain('Kew');
  expect((await lab.alice.says('watches', SPACE)).title).toBe('1 watch');
});

test('notify: nothing is told of a device that its asker may no longer see', async () => {
  await using lab = await open();
  expect((await lab.bob.says('notify sognefjord')).title).toBe('I will tell you here when Sognefjord is back');
  await lab.writePolicy(policy('location:London'));
  await expect.poll(async () => (await lab.bob.says('devices fjord')).lines.join()).not.toContain('Oslo');
  lab.clock.skip(60_000);
  lab.cloud.fleet.setConnection(lab.deviceId('Sognefjord'), 'connected');
  await expect
    .poll(() => lab.logged().some((line) => line.includes('news of a device are not told')), { timeout: 10_000 })
    .toBe(true);
  expect((await lab.bob.reads()).filter(({ title }) => title.includes('back online'))).toEqual([]);
});
