import { expect, test } from 'vitest';
import { press } from '../../faults/site.ts';
import { type Lab, openLab } from '../../lab.ts';

const PATIENT = { timeoutMs: 20_000 };

/** Bob's change of Fjord hangs until `letGo`. */
async function bobHolds(lab: Lab, words = 'volume 20 on fjord'): Promise<{ letGo(): void }> {
  const fault = lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 60_000 });
  await lab.bob.posts(words);
  await expect.poll(() => fault.hits, { timeout: 10_000 }).toBe(1);
  return { letGo: () => lab.cloud.faults.clear() };
}

const titles = async (lab: Lab) => (await lab.alice.reads()).map(({ title }) => title);
const comes = (lab: Lab, title: string | RegExp) =>
  expect.poll(async () => (await titles(lab)).at(-1), { timeout: 10_000 }).toMatch(title);

test('what waits survives a restart of the bot, and is done once', async () => {
  await using lab = await openLab(PATIENT);
  const held = await bobHolds(lab);
  await lab.alice.says('volume 30 on fjord when free');
  const stopped = lab.stop();
  held.letGo();
  await stopped;
  await lab.restart();
  await comes(lab, /^Fjord is at 30 %/);
  expect(lab.sent().filter(({ arguments: given }) => given['Level'] === 30)).toHaveLength(1);
  expect((await lab.alice.says('locks')).title).toBe('Nothing is being changed now');
});

test('what was agreed to and is something else by then is asked again', async () => {
  await using lab = await openLab(PATIENT);
  const held = await bobHolds(lab);
  const plan = await lab.alice.says('reboot fjord when free');
  await lab.alice.presses(plan, 'Restart Fjord');
  lab.cloud.fleet.setInCall(lab.deviceId('Fjord'), true);
  held.letGo();
  await comes(lab, /^Something changed since you were asked/);
  const again = (await lab.alice.reads()).at(-1);
  expect(again?.lines.join()).toContain('Restart Fjord?');
  expect(lab.sent().map(({ command }) => command)).toEqual(['Audio.Volume.Set']);
  if (!again) throw new Error('there is no card');
  expect((await lab.alice.presses(again, 'Restart Fjord')).title).toBe('Fjord is restarting');
});

test('who may not do it any more when it is free is told so, and nothing is sent', async () => {
  await using lab = await openLab(PATIENT);
  const held = await bobHolds(lab);
  await lab.alice.says('volume 30 on fjord when free');
  const alice = lab.cloud.world.people.all().find(({ firstName }) => firstName === 'Alice');
  if (!alice) throw new Error('there is no Alice');
  alice.orgId = Buffer.from('ciscospark://us/ORGANIZATION/elsewhere').toString('base64');
  // The bot keeps what it knows of people for a while.
  lab.clock.skip(30_000);
  const stopped = lab.stop();
  held.letGo();
  await stopped;
  await lab.restart();
  await comes(lab, /^I only work for people of the organisation/);
  expect(lab.sent().some(({ arguments: given }) => given['Level'] === 30)).toBe(false);
});

test('a button that waits is its asker’s alone, and no card of another plan has it', async () => {
  await using lab = await openLab(PATIENT);
  const space = 'Room operations';
  const held = await bobHolds(lab);
  const busy = await lab.alice.says('volume 30 on fjord', { space });
  expect((await lab.bob.presses(busy, 'Do it when free')).title).toBe('Only Alice Andersen can answer this');
  // A double click.
  await Promise.all([press(lab.alice, busy, 'Do it when free'), press(lab.alice, busy, 'Do it when free')]);
  const last = async () => (await lab.alice.reads({ space })).slice(-2);
  await expect
    .poll(async () => (await last()).map(({ title }) => title), { timeout: 10_000 })
    .toEqual(['I do this when Fjord is free', 'This waits in the queue already']);
  const [queued] = await last();
  if (!queued) throw new Error('there is no card');
  expect((await lab.bob.presses(queued, 'Take it back')).title).toBe('Only Alice Andersen can answer this');

  // Confirm can't be passed by with a press that no button of that card has.
  const plan = await lab.alice.says('reboot kew', { space });
  const id = JSON.stringify(plan.card).match(/"plan":"([^"]+)"/)?.[1];
  const forged = await lab.alice.submits(plan, { v: 1, plan: id, press: 'queue' });
  expect(forged.title).toBe('This button does not belong to a plan of this card');
  held.letGo();
  await expect.poll(() => lab.sent().length, { timeout: 10_000 }).toBe(2);
  expect(lab.sent().map(({ command }) => command)).not.toContain('SystemUnit.Boot');
});

test('names and reasons of people can not write on the card of others', async () => {
  await using lab = await openLab(PATIENT);
  const held = await bobHolds(lab);
  const reason = '**now** [press](https://evil.example) <b>&amp;</b> "because" of me';
  const free = await lab.alice.says(`unlock fjord because ${reason}`);
  expect(free.title).toBe('Fjord is free');
  expect(free.lines.join()).toContain(reason);
  await expect.poll(async () => (await lab.bob.reads()).at(-1)?.title, { timeout: 10_000 }).toMatch(/broke the lock/);
  const told = (await lab.bob.reads()).at(-1);
  // As text that no client reads as markdown.
  expect(JSON.stringify(told?.card)).toContain('TextRun');
  expect(told?.lines.join()).toContain(reason);
  held.letGo();
  expect((await lab.alice.says('history')).lines.join()).toContain('because **now**');
});

test('unlock: without a lock, without a reason, with one that is too long, without the right', async () => {
  await using lab = await openLab(PATIENT);
  expect((await lab.alice.says('unlock fjord')).title).toBe('Nobody is changing Fjord');
  expect((await lab.alice.says('unlock')).title).toBe('No device is being changed');
  const held = await bobHolds(lab);
  const which = await lab.alice.says('unlock');
  expect([which.title, which.lines.at(-1)]).toEqual(['Which lock?', '[Fjord] [Locks]']);
  expect((await lab.alice.presses(which, 'Fjord')).title).toBe('Break the lock of Fjord?');
  const form = await lab.alice.says('unlock on fjord');
  expect(form.title).toBe('Break the lock of Fjord?');
  expect((await lab.alice.presses(form, 'Break the lock', { reason: 'x'.repeat(201) })).title).toMatch(/too long/);
  expect((await lab.alice.presses(form, 'Break the lock', { reason: '  ' })).title).toBe('Break the lock of Fjord?');
  expect((await lab.vera.says('unlock fjord because I can')).title).toMatch(/^You can(?:'t| look)/);
  expect((await lab.alice.presses(form, 'Break the lock', { reason: 'two\n words' })).title).toBe('Fjord is free');
  held.letGo();
});

test('a command that waits to be sent again is not sent any more once its lock is broken', async () => {
  await using lab = await openLab(PATIENT);
  const rule = { method: 'POST', path: '/xapi/command', effect: 'status', status: 423, retryAfter: 30 } as const;
  lab.cloud.faults.add({ ...rule, times: 1 });
  const { sleep } = lab.clock;
  const waiting = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  lab.clock.sleep = async (ms, signal) => {
    if (ms >= 30_000 && ms <= 31_000) {
      waiting.resolve();
      await over.promise;
    }
    return sleep(ms, signal);
  };
  await lab.bob.posts('volume 20 on fjord');
  await waiting.promise;
  expect((await lab.alice.says('unlock fjord because it hangs')).title).toBe('Fjord is free');
  over.resolve();
  await expect
    .poll(async () => (await lab.bob.reads()).map(({ lines }) => lines.join()).join(), { timeout: 10_000 })
    .toContain('Stopped: the lock was broken by Alice Andersen: it hangs');
  expect(lab.sent().map(({ status }) => status)).toEqual([423]);
});
