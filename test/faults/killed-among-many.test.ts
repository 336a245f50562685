import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Said } from '../persona.ts';
import { openSite, patiently, press, type Site } from './site.ts';

const STOPPED = /^I was stopped after (\d+) of (\d+) devices: Put \d+ devices to sleep$/;
/** "3 not begun", "1 not known", and the button. */
const countOf = (said: Said, pattern: RegExp): number =>
  Number(said.lines.map((line) => pattern.exec(line)?.[1]).find(Boolean) ?? 0);

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site[Symbol.asyncDispose]());

test('kill -9 among many devices: each is told as it was left, the rest is done when asked, and nothing is sent twice', async () => {
  const alice = site.person('Alice');
  const space = 'Kept in order';
  site.space(space, 'Alice');
  const first = await site.start();
  const asked = await alice.says('standby all', { space });
  const count = Number(/\d+/.exec(asked.title)?.[0]);
  expect(count).toBeGreaterThan(10);
  const commands = () => site.arrivals.all.filter(({ path }) => path.startsWith('/xapi/command/'));
  // Three devices never answer, the others take their time: some are done, some begun and some waiting when it ends.
  const command = { method: 'POST', path: '/xapi/command' };
  site.cloud.faults.add({ ...command, effect: 'hang', after: true, times: 3 });
  site.cloud.faults.add({ ...command, effect: 'latency', ms: 100 });
  await press(alice, asked, `Put ${count} devices to sleep`);
  const answered = () => commands().filter(({ answer }) => answer !== undefined).length;
  await expect.poll(answered, { ...patiently, interval: 1 }).toBeGreaterThan(0);
  first.kill('SIGKILL');
  await first.ends();
  site.cloud.faults.clear();
  const sentBefore = commands().length;
  expect(sentBefore).toBeLessThan(count);

  const second = await site.start();
  await site.workedOff();
  expect(commands()).toHaveLength(sentBefore);
  const told = (await alice.reads({ space })).at(-1);
  if (!told) throw new Error('nothing was told');
  const [, done] = STOPPED.exec(told.title) ?? [];
  const unknown = countOf(told, /^(\d+) not known/);
  const open = countOf(told, /^(\d+) not begun/);
  expect(unknown).toBeGreaterThanOrEqual(3);
  // One that was noted and not yet sent is not known either.
  expect(Number(done) + unknown).toBeGreaterThanOrEqual(sentBefore);
  expect(Number(done) + unknown + open).toBe(count);
  // What told how far it was is gone, like the card that was pressed.
  const standing = (await alice.reads({ space })).map(({ title }) => title);
  expect(standing.filter((title) => / of \d+ done|^Put \d+ devices to sleep\?/.test(title))).toEqual([]);

  const again = await alice.presses(told, `Do the ${open} left`);
  expect(again.title).toBe(`Put ${open} devices to sleep?`);
  await press(alice, again, `Put ${open} devices to sleep`);
  await site.workedOff();
  const ended = (await alice.reads({ space })).at(-1);
  expect(ended?.title).toBe(`${open} devices go to standby`);
  const carriedOut = site.arrivals.commands().map(({ deviceId }) => deviceId);
  expect(new Set(carriedOut).size).toBe(carriedOut.length);
  expect(commands()).toHaveLength(sentBefore + open);
  expect((await alice.says('history', { space })).lines.find((line) => line.startsWith('standby all'))).toMatch(
    /unknown$/,
  );

  second.kill('SIGTERM');
  expect(await second.ends()).toBe(0);
});
