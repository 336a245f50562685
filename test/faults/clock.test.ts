import { describe, expect, test } from 'vitest';
import type { FaultRule } from '#simulator/faults.ts';
import { openLab } from '../lab.ts';
import { watchArrivals } from './arrivals.ts';

const HOUR_MS = 3_600_000;
const JUMPS: [string, number][] = [
  ['forth', HOUR_MS],
  ['back', -HOUR_MS],
];

describe.each(JUMPS)('the clock is set %s by an hour', (_where, jump) => {
  test('what waits for another attempt is answered, once, and not an hour later', async () => {
    await using lab = await openLab();
    await lab.alice.says('whoami');
    const fault = lab.cloud.faults.add({ method: 'GET', path: '/messages', effect: 'status', status: 503, times: 3 });
    const before = (await lab.alice.reads()).length;
    await lab.alice.posts('qqz1');
    await lab.alice.posts('qqz2');
    await lab.until(() => fault.hits === 3, 'the first attempt is over');
    lab.clock.set(jump);
    const from = lab.clock.elapsed();
    await expect.poll(async () => (await lab.alice.reads()).length, { timeout: 10_000 }).toBe(before + 2);
    expect((await lab.alice.reads()).slice(before).map(({ title }) => title)).toEqual([
      `I don't know "qqz1"`,
      `I don't know "qqz2"`,
    ]);
    expect(lab.clock.elapsed() - from).toBeLessThan(HOUR_MS / 2);
  });

  test('no plan is applied that had run out', async () => {
    await using lab = await openLab();
    const card = await lab.alice.says('mute fjord');
    lab.clock.skip(6 * 60_000);
    lab.clock.set(jump);
    const answer = await lab.alice.presses(card, 'Mute Fjord');
    expect(answer.title).toMatch(/^This plan ran out/);
    expect(lab.sent()).toEqual([]);
  });

  test('a pause that Webex asked for lasts as long as it asked', async () => {
    await using lab = await openLab();
    let refusedAt = 0;
    const arrivals = watchArrivals(lab.cloud, {
      now: () => lab.clock.elapsed(),
      onAnswer: ({ answer }) => {
        if (answer?.status !== 429) return;
        refusedAt = answer.at;
        lab.clock.set(jump);
      },
    });
    const fault: FaultRule = { method: 'POST', path: '/xapi/command', effect: 'status', status: 429 };
    lab.cloud.faults.add({ ...fault, retryAfter: 60, times: 1 });
    const notice = await lab.alice.says('volume 30 on fjord');
    expect(notice.title).toMatch(/^Webex asks me to wait/);
    expect((await lab.alice.hears(notice)).title).toBe('Fjord is at 30 % (was 45 %)');
    arrivals.close();
    const [next] = arrivals.all.filter(
      ({ at, method, path }) => at > refusedAt && `${method} ${path}` !== 'POST /messages',
    );
    expect(next?.path).toBe('/xapi/command/Audio.Volume.Set');
    expect((next?.at ?? 0) - refusedAt).toBeGreaterThanOrEqual(60_000);
    expect((next?.at ?? 0) - refusedAt).toBeLessThan(HOUR_MS / 2);
  });

  test('a restart on the other side of it loses nothing and repeats nothing', async () => {
    await using lab = await openLab();
    const card = await lab.alice.says('mute fjord');
    expect((await lab.alice.presses(card, 'Mute Fjord')).title).toMatch(/muted$/);
    await lab.stop();
    lab.clock.set(jump);
    await lab.restart();
    const before = await lab.alice.reads();
    expect((await lab.alice.says('qqz1')).title).toBe(`I don't know "qqz1"`);
    expect((await lab.alice.says('qqz2')).title).toBe(`I don't know "qqz2"`);
    const said = (await lab.alice.reads()).slice(before.length).map(({ title }) => title);
    expect(said.filter((title) => title.startsWith('I don'))).toHaveLength(2);
    expect(lab.sent()).toHaveLength(1);
  });
});
