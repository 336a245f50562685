import { expect, test } from 'vitest';
import { headOf } from '#render/rollout-words.ts';
import { openLab } from '../../lab.ts';
import type { Said } from '../../persona.ts';
import { finished, statusOf } from './rollout-lab.ts';

const isOfFirst = ({ lines }: Said): boolean => lines.some((line) => line.startsWith('Rollout 1 ·'));

test('of a long look there is one card at a time, and the plan comes in its place', async () => {
  await using lab = await openLab({ timeoutMs: 10_000 });
  await lab.logIn('Alice');
  const same = [...Map.groupBy(lab.cloud.fleet.all(), ({ product }) => product).values()].find((of) => of.length > 1);
  const [first, last] = same?.filter(({ connectionStatus }) => connectionStatus === 'connected') ?? [];
  if (!first || !last) throw new Error('no two of a kind');
  // One of a kind is asked before; the other takes longer than somebody waits.
  lab.cloud.faults.add({ effect: 'latency', ms: 9_000, path: '/deviceConfigurations', devices: [last.id], times: 1 });
  const card = await lab.alice.says(`rollout Audio.DefaultVolume=61 on ${first.displayName}, ${last.displayName}`);
  expect(card.title).toBe('Rollout 1: looking at 2 devices');
  lab.cloud.faults.clear();
  const titles = async () => (await lab.alice.reads()).map(({ title }) => title).slice(-1);
  await expect.poll(titles).toEqual(['Plan: Audio.DefaultVolume → 61 on 2 devices']);
  // It is taken away once the plan is there.
  const looks = async () => (await lab.alice.reads()).filter(({ text }) => /looking at/i.test(text));
  await expect.poll(looks).toEqual([]);
});

test('what is said in another space is seen where the rollout runs: its card there is a new one', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const there = { space: 'Room operations' };
  const plan = await lab.alice.says('rollout Audio.DefaultVolume=61 on Fjord start 15:00 UTC', there);
  const waiting = await lab.alice.presses(plan, 'Start on 1 device');
  expect(waiting.title).toMatch(/^Waiting/);
  for (const [words, head] of [
    ['rollout pause 1', /^Paused/],
    ['rollout resume 1', /^Waiting/],
    ['rollout cancel 1', /^Cancelled/],
  ] as const) {
    await lab.alice.says(words);
    await expect.poll(async () => (await lab.alice.reads(there)).at(-1)?.title).toMatch(head);
    const cards = (await lab.alice.reads(there)).filter(isOfFirst);
    expect(cards.length).toBeLessThanOrEqual(1);
  }
  await finished(lab, 1);
  expect(await statusOf(lab, 1)).toBe('cancelled');
});

test('whoever cancels what runs hears once how it ended', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Audio.DefaultVolume=61 on Fjord, Camden start 15:00 UTC');
  const waiting = await lab.alice.presses(plan, 'Start on 2 devices');
  const posts = () => lab.exchanges('/messages').filter(({ method }) => method === 'POST').length;
  const before = posts();
  const over = await lab.alice.presses(waiting, 'Cancel');
  expect(over.title).toMatch(/^Cancelled/);
  expect(await finished(lab, 1)).toBe('cancelled');
  const { inbox } = lab.store();
  await expect.poll(async () => (await inbox.depth()).waiting).toBe(0);
  expect(posts() - before).toBe(1);
  const cards = async () => (await lab.alice.reads()).filter(isOfFirst).map(({ title }) => title);
  await expect.poll(cards).toEqual([over.title]);
});

test('a start that reads many devices once more says so at once, reads each once, and leaves nothing of it behind', async () => {
  await using lab = await openLab({ timeoutMs: 10_000 });
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Audio.DefaultVolume=61 on all start 15:00 UTC');
  const [title = '', count = ''] = /Start on (\d+) devices/.exec(JSON.stringify(plan.card)) ?? [];
  expect(Number(count)).toBeGreaterThan(5);
  lab.clock.skip(60_000);
  lab.cloud.faults.add({ effect: 'latency', ms: 200, method: 'GET', path: '/deviceConfigurations' });
  const reads = () => lab.exchanges('/deviceConfigurations').filter(({ method }) => method === 'GET');
  const before = reads().length;
  const checking = await lab.alice.presses(plan, title);
  expect(checking.text).toBe(
    `Checking that the plan of rollout 1 is still true: 0 of ${count} devices read. Nothing is changed yet.`,
  );
  await expect.poll(async () => (await lab.alice.reads()).at(-1)?.title).toMatch(/^Waiting/);
  expect(reads().length - before).toBe(Number(count));
  const checks = async () => (await lab.alice.reads()).filter(({ text }) => /^Checking/.test(text));
  await expect.poll(checks).toEqual([]);
});

test('a few that are right already are no good news where the others can not be done', () => {
  const spec = {
    title: 'Standby.Delay → 12',
    work: { kind: 'settings' as const, settings: [{ key: 'Standby.Delay', text: '12' }] },
  };
  const headWith = (same: number, blocked: number) =>
    headOf({ status: 'empty', spec }, [
      { state: 'same', stage: 1, reason: '', count: same },
      { state: 'blocked', stage: 1, reason: 'elsewhere', count: blocked },
    ]);
  expect(headWith(4, 20)).toBe('Nothing can be done: Standby.Delay → 12');
  expect(headWith(0, 3)).toBe('Nothing can be done: Standby.Delay → 12');
  expect(headWith(23, 1)).toBe('Nothing to do: 23 of 24 devices already have Standby.Delay 12');
});
