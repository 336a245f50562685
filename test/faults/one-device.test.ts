import { expect, test } from 'vitest';
import type { FaultRule } from '#simulator/faults.ts';
import { type Lab, openLab } from '../lab.ts';
import { watchArrivals } from './arrivals.ts';

const pathOf = (lab: Lab, device: string) => `/devices/${encodeURIComponent(lab.deviceId(device))}`;

const TROUBLE: [string, Pick<FaultRule, 'effect' | 'status'>, RegExp][] = [
  ['answers 503', { effect: 'status', status: 503 }, /Webex answered with an error \(503\)/],
  ['resets the connection', { effect: 'drop' }, /The connection to Webex broke/],
  ['never answers', { effect: 'hang' }, /Webex did not answer in time/],
];

test.each(TROUBLE)(
  'one device %s: each attempt ends, and other devices and spaces are answered meanwhile',
  async (_how, effect, told) => {
    await using lab = await openLab({ timeoutMs: 1_200 });
    const arrivals = watchArrivals(lab.cloud);
    await lab.alice.says('whoami');
    const path = pathOf(lab, 'Fjord');
    const fault = lab.cloud.faults.add({ method: 'GET', path, ...effect });
    const known = (await lab.alice.reads()).length;
    await lab.alice.posts('device fjord');
    await expect.poll(() => fault.hits).toBeGreaterThan(0);

    // In another space, and in a group with the one who waits.
    expect((await lab.bob.says('device hardanger')).title).toMatch(/^Hardanger/);
    expect((await lab.vera.says('status Audio.Volume on camden', { space: 'Room operations' })).title).toMatch(
      /^Audio.Volume/,
    );
    if (effect.effect === 'hang') expect(await lab.alice.reads()).toHaveLength(known);

    await expect.poll(async () => (await lab.alice.reads()).length, { timeout: 20_000 }).toBe(known + 1);
    const answer = (await lab.alice.reads()).at(-1);
    expect(answer?.lines.join('\n')).toMatch(told);
    // A read is tried three times: the limit of an attempt ended each of them.
    expect(arrivals.all.filter((arrival) => arrival.path === decodeURIComponent(path))).toHaveLength(3);
    arrivals.close();
    lab.cloud.faults.clear();
    expect((await lab.alice.says('device fjord')).title).toMatch(/^Fjord/);
  },
);
