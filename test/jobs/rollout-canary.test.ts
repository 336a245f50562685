import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { canaryTook, goesOn, itemsOf } from '../features/rollouts/rollout-lab.ts';
import { type Lab, openLab } from '../lab.ts';

const MINUTE_MS = 60_000;
const FLEET = 'Fjord, Camden, Tower, Kew';

const starts = async (lab: Lab, words: string) => {
  const card = await lab.alice.says(words);
  await lab.alice.presses(card, /Start on \d+ devices/.exec(JSON.stringify(card.card))?.[0] ?? '');
};
/** "0 confirmed", with the stage, of each device. */
const ends = async (lab: Lab, number: number): Promise<string[]> =>
  (await itemsOf(lab, number))
    .map(({ stage, state, reason }) => [stage, state, reason].filter((word) => word !== '').join(' '))
    .sort();
/** Time passes in pieces, and whatever looks at a canary looks. */
async function passes(lab: Lab, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    lab.clock.skip(MINUTE_MS);
    await sleep(30);
  }
}

test('a canary is watched for as long as was asked for, and the time in which it was paused does not count', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await starts(lab, `rollout Standby.Delay=77 on ${FLEET} canary 1 for 10 min over 4h`);
  // At its very beginning nobody has had their turn.
  lab.clock.skip(1_000);
  await canaryTook(lab, 1);
  await passes(lab, 4);
  expect(await ends(lab, 1)).toEqual(['0 confirmed', '1 change', '1 change', '1 change']);
  await lab.alice.says('rollout pause 1');
  expect((await lab.alice.says('rollout show 1')).text).toMatch(
    /Its canary was watched for 4 min( \d+ s)?; 5 min \d+ s are left|watched for 4 min; 6 min/,
  );
  lab.clock.skip(60 * MINUTE_MS);
  await lab.alice.says('rollout resume 1');
  await passes(lab, 4);
  expect(await ends(lab, 1)).toContain('1 change');
  await lab.restart();
  await expect.poll(async () => (await lab.alice.says('rollout show 1')).text).toMatch(/being watched until/);
  await passes(lab, 3);
  const endOf = async () => (await lab.store().rollouts.numbered(1))?.watch?.to;
  await expect.poll(endOf).toBeGreaterThanOrEqual(10 * MINUTE_MS);
  // That it was watched is no reason to do the others faster than was asked for.
  await passes(lab, 1);
  expect((await ends(lab, 1)).filter((one) => one === '1 change').length).toBeGreaterThanOrEqual(2);
});

test('what becomes of a canary while it is watched stops the rollout: it goes offline, or is changed back', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { configurations, fleet } = lab.cloud;
  const nameOf = async (number: number) => (await itemsOf(lab, number)).find(({ stage }) => stage === 0)?.name ?? '';
  await starts(lab, `rollout Standby.Delay=77 on ${FLEET} canary 1 for 10 min`);
  await canaryTook(lab, 1);
  const before = lab.clock.now();
  fleet.setConnection(lab.deviceId(await nameOf(1)), 'disconnected');
  await goesOn(lab, 1, (status) => status === 'stopped', { stepMs: MINUTE_MS / 4 });
  // It was not watched to the end.
  expect(lab.clock.now() - before).toBeLessThan(9 * MINUTE_MS);
  expect(await ends(lab, 1)).toEqual(['0 failed unhealthy', '1 change', '1 change', '1 change']);

  await starts(lab, `rollout Standby.Delay=88 on ${FLEET} canary 1 for 10 min`);
  await canaryTook(lab, 2);
  configurations.set(lab.deviceId(await nameOf(2)), 'Standby.Delay', 5);
  await passes(lab, 9);
  expect(await ends(lab, 2)).toContain('0 confirmed');
  await goesOn(lab, 2, (status) => status === 'stopped', { stepMs: 2_000 });
  expect(await ends(lab, 2)).toContain('0 failed changed-after');
});

test('"now" ends the watch of one that is paused, too; a canary that restarts is not looked at more often for it', async () => {
  await using lab = await openLab({ durations: { dropMs: 5, bootMs: 60_000, dialMs: 5, applyMs: 0 } });
  await lab.logIn('Alice');
  const card = await lab.alice.says(`rollout Standby.Delay=77 on ${FLEET} canary 1 for 10 min then reboot`);
  const [title = '', typed = ''] = /Start on (\d+) devices/.exec(JSON.stringify(card.card)) ?? [];
  await lab.alice.presses(card, title, { typed });
  const watchOf = async () => (await lab.store().rollouts.numbered(1))?.watch;
  await expect.poll(watchOf).toBeDefined();
  await lab.alice.says('rollout pause 1');
  await lab.alice.says('rollout resume 1 now');
  expect(await watchOf()).toMatchObject({ isEnough: true });
  const lists = () => lab.byLogin().filter(({ method, path }) => method === 'GET' && path === '/devices').length;
  const before = lists();
  for (let passed = 0; passed < 20; passed += 1) {
    lab.clock.skip(1_000);
    await sleep(60);
  }
  expect(lists() - before).toBeLessThan(4);
});

test('of a canary that is watched until tomorrow the card says the day, and one that can’t be asked again had taken it', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await starts(lab, `rollout Standby.Delay=77 on ${FLEET} canary 1 for 20h`);
  await canaryTook(lab, 1);
  const shown = await lab.alice.says('rollout show 1');
  expect(shown.text).toMatch(/being watched until \d+ \w+ \d{4}, \d\d:\d\d/);
  expect(JSON.stringify(shown.card)).toMatch(/watched until \{\{DATE\([^)]*\)\}\} \{\{TIME\(/);
  lab.cloud.faults.add({ method: 'GET', path: '/deviceConfigurations', effect: 'status', status: 503 });
  await goesOn(lab, 1, (status) => status === 'stopped', { stepMs: 5 * MINUTE_MS });
  const [canary] = (await itemsOf(lab, 1)).filter(({ stage }) => stage === 0);
  expect(canary).toMatchObject({ reason: 'not-confirmed', why: expect.stringContaining('It had taken it') });
});
