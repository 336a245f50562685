import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';
import { finished, goesOn, itemsOf } from './rollout-lab.ts';

/** Devices take what they get after this, in real milliseconds. */
const TAKE_MS = 400;
const durations = { applyMs: TAKE_MS };
/** Longer than anybody waits for a device to say that it took it. */
const LONG_MS = 600_000;

const states = async (lab: Lab) => (await itemsOf(lab, 1)).map(({ state }) => state);

test('for as long as a rollout is paused nobody asks its devices, so they are asked when it goes on', async () => {
  await using lab = await openLab({ durations });
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden no canary');
  await lab.alice.presses(plan, 'Start on 2 devices');
  await goesOn(lab, 1, (status) => status === 'confirming', { stepMs: 0 });
  await lab.alice.says('rollout pause 1');
  lab.clock.skip(LONG_MS);
  await lab.alice.says('rollout resume 1');
  expect(await finished(lab, 1)).toBe('done');
  expect(await states(lab)).toEqual(['confirmed', 'confirmed']);
});

/** Whoever sees to it asks the canary, or the devices that were sent their change last. */
const isChecking = (lab: Lab) => async () => (await lab.store().rollouts.numbered(1))?.checkingSince;

test.each([
  { what: 'a canary that nobody asked while the bot was away', canary: 'canary 1' },
  { what: 'what was sent last', canary: 'no canary' },
])('$what is asked when the bot is back, however long it was away, and does not fail for it', async ({ canary }) => {
  await using lab = await openLab({ durations });
  await lab.logIn('Alice');
  const plan = await lab.alice.says(`rollout Standby.Delay=77 on Fjord, Camden ${canary}`);
  await lab.alice.presses(plan, 'Start on 2 devices');
  await expect.poll(isChecking(lab)).toBeDefined();
  await lab.stop();
  lab.clock.skip(LONG_MS);
  await sleep(TAKE_MS);
  await lab.restart();
  expect(await finished(lab, 1)).toBe('done');
  expect(await states(lab)).toEqual(['confirmed', 'confirmed']);
});
