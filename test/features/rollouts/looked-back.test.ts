import { expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';
import { atRest } from '../../rest.ts';
import { finished, goesOn, itemsOf, statusOf } from './rollout-lab.ts';

const states = async (lab: Lab, number: number) => (await itemsOf(lab, number)).map(({ state }) => state);

/** Time goes on until the rows say so. */
const settles = (lab: Lab, number: number, wanted: string[]) =>
  expect
    .poll(
      async () => {
        await atRest(lab.store());
        lab.clock.skip(1_000);
        return states(lab, number);
      },
      { timeout: 30_000, interval: 50 },
    )
    .toEqual(wanted);

test('devices that had accepted their change when a rollout was cancelled say soon that they took it, and its card does', async () => {
  await using lab = await openLab({ durations: { applyMs: 300 } });
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden, Kew no canary over 1h');
  await lab.alice.presses(plan, 'Start on 3 devices');
  lab.clock.skip(1_000);
  await expect.poll(() => states(lab, 1)).toContain('accepted');
  const cancelled = await lab.alice.says('rollout cancel 1');
  expect(cancelled.text).toMatch(/1 accepted by Webex/);
  await settles(lab, 1, ['confirmed', 'change', 'change']);
  const told = async () => (await lab.alice.reads()).filter(({ title }) => title.startsWith('Cancelled: '));
  await expect.poll(async () => (await told()).map(({ text }) => text)).toEqual([expect.stringMatching(/1 confirmed/)]);
});

test('what is taken back, or goes on, meanwhile is no failure of what was cancelled', async () => {
  await using lab = await openLab({ durations: { applyMs: 300 } });
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden no canary over 1h');
  await lab.alice.presses(plan, 'Start on 2 devices');
  lab.clock.skip(1_000);
  await expect.poll(() => states(lab, 1)).toContain('accepted');
  await lab.alice.says('rollout cancel 1');
  await lab.alice.says('rollout undo 1');
  await goesOn(lab, 2, (status) => status === 'planned', { stepMs: 0 });
  const back = await lab.alice.says('rollout start 2');
  await lab.alice.presses(back, 'Take back on 1 device');
  expect(await finished(lab, 2)).toBe('done');
  expect((await states(lab, 1)).filter((state) => state === 'failed')).toEqual([]);
  expect(await statusOf(lab, 1)).toBe('cancelled');
  const retry = await lab.alice.says('rollout retry 1 left');
  await lab.alice.presses(retry, 'Do the 1 left');
  expect(await goesOn(lab, 1, (status) => status === 'done', { stepMs: 300_000 })).toBe('done');
});
