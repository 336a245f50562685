import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';
import { itemsOf } from './rollout-lab.ts';

test('of what is spread over hours its card says when the next device and the last one have their turn', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Standby.Delay=50 on Fjord, Camden, Hardanger, Kew over 2h no canary');
  await lab.alice.presses(plan, 'Start on 4 devices');
  // The clock of a lab stands still, and the first one is due a moment after it began.
  lab.clock.skip(1_000);
  const begun = async () => (await itemsOf(lab, 1)).filter(({ state }) => state !== 'change').length;
  await expect.poll(begun).toBe(1);
  const { text } = await lab.alice.says('rollout show 1');
  const [, next = '', last = ''] =
    /Spread over 2 h · the next device at about (\S+) UTC · the last device at about (\S+) UTC/.exec(text) ?? [];
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  // Of four devices one has its turn every half hour.
  expect(minutes(last) - minutes(next)).toBe(60);
  expect(text).not.toContain('left');
});

test('a rollout that was paused before its hour keeps the hour', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Standby.Delay=50 on Fjord, Kew start 15:00 UTC');
  await lab.alice.presses(plan, 'Start on 2 devices');
  const paused = await lab.alice.says('rollout pause 1');
  expect(paused.text).toMatch(/It begins on 22 Nov 2026, 15:00 UTC if it is not paused by then\./);
  const list = await lab.alice.says('rollouts');
  expect(list.text).toMatch(/paused · 0 of 2 devices · from 22 Nov 2026, 15:00 UTC/);
  lab.clock.skip(6 * 3_600_000);
  expect((await lab.alice.says('rollouts')).text).toMatch(/started/);
});
