import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultRule } from '#simulator/faults.ts';
import { openLab } from '../lab.ts';
import { type Arrival, watchArrivals } from './arrivals.ts';
import { openSite, patiently, type Site } from './site.ts';
import { speak } from './speak.ts';

const SPACES = Array.from({ length: 20 }, (_, index) => `Storm ${index}`);
/** Calls that were on their way when the first 429 came may still come in; what comes later broke the pause. */
const ON_THE_WAY_MS = 1_000;
/** The simulator notes its answer a moment after the bot may have seen it. */
const NOTED_LATE_MS = 50;

/** The one call that the pause allows: docs/decisions/0023-one-cooldown.md. */
const isNotice = ({ method, path, body }: Arrival): boolean =>
  method === 'POST' && path === '/messages' && JSON.stringify(body() ?? '').includes('Webex asks me to wait');

/** Calls that came while a 429 had asked for a pause. */
function within(arrivals: readonly Arrival[], pauseMs: number): string[] {
  const refused = arrivals.flatMap(({ answer }) => (answer?.status === 429 ? [answer.at] : []));
  return arrivals
    .filter((arrival) => !isNotice(arrival))
    .filter(({ at }) => refused.some((from) => at > from + ON_THE_WAY_MS && at < from + pauseMs - NOTED_LATE_MS))
    .map(({ method, path }) => `${method} ${path}`);
}

describe('a storm of 429 under the load of 20 spaces', () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
    for (const title of SPACES) site.space(title, 'Alice');
    await site.start();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  async function storm(word: string, rule: FaultRule, waves: number): Promise<Arrival[]> {
    const from = site.arrivals.all.length;
    const fault = site.cloud.faults.add(rule);
    for (const title of SPACES) for (const part of ['a', 'b']) speak(site.cloud, 'Alice', `${word}${part}`, title);
    for (let wave = 0; wave < waves; wave += 1) {
      const hits = fault.hits;
      await expect.poll(() => fault.hits, patiently).toBeGreaterThan(hits);
    }
    site.cloud.faults.clear();
    await site.workedOff();
    const alice = site.person('Alice');
    for (const title of SPACES) {
      const said = (await alice.reads({ space: title })).map((one) => one.title);
      for (const part of ['a', 'b']) expect(said.filter((one) => one.includes(`${word}${part}`))).toHaveLength(1);
    }
    return site.arrivals.all.slice(from);
  }

  test('with Retry-After: nothing is called before it is over, then every question is answered once', async () => {
    const arrivals = await storm('qqz1', { effect: 'status', status: 429, retryAfter: 2 }, 2);
    expect(within(arrivals, 2_000)).toEqual([]);
    expect(arrivals.some(({ answer }) => answer?.status === 429)).toBe(true);
  });

  test('without Retry-After: nothing is called for five seconds', async () => {
    const arrivals = await storm('qqz2', { effect: 'status', status: 429 }, 1);
    expect(within(arrivals, 5_000)).toEqual([]);
  });
});

test('a pause of ten minutes outlasts a restart: nothing is called until it is over, and what was asked is answered', async () => {
  await using lab = await openLab();
  let refusedAt = Number.POSITIVE_INFINITY;
  const arrivals = watchArrivals(lab.cloud, {
    now: () => lab.clock.elapsed(),
    onAnswer: ({ answer }) => {
      if (answer?.status === 429) refusedAt = answer.at;
    },
  });
  await lab.alice.says('whoami');
  lab.cloud.faults.add({ method: 'GET', path: '/messages', effect: 'status', status: 429, retryAfter: 600, times: 1 });
  const known = (await lab.alice.reads()).length;
  speak(lab.cloud, 'Alice', 'qqz3');
  await expect.poll(() => refusedAt).toBeLessThan(Number.POSITIVE_INFINITY);
  await lab.restart();
  const heard = async () => {
    // What is left of a pause may be too short for a sleep that the clock jumps over.
    lab.clock.skip(1_000);
    return (await lab.alice.reads()).length;
  };
  await expect.poll(heard, { timeout: 10_000 }).toBe(known + 1);
  expect((await lab.alice.reads()).at(-1)?.title).toBe(`I don't know "qqz3"`);
  arrivals.close();
  const [next] = arrivals.all.filter(({ at }) => at > refusedAt);
  expect((next?.at ?? 0) - refusedAt).toBeGreaterThanOrEqual(600_000);
});
