import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

const rows = (lines: string[]) =>
  lines
    .filter((line) => line.includes('@fjordbank.example'))
    .map((line) => [line.split(' · ')[0], line.split('   ').at(-1)]);

test('a change that was confirmed is one row, and of two plans alike only the one that was pressed', async () => {
  await using lab = await openLab();
  await lab.bob.says('mute kew');
  const second = await lab.bob.says('mute kew');
  await lab.bob.presses(second, 'Mute Kew');
  expect(rows((await lab.bob.says('history')).lines)).toEqual([
    ['mute kew', 'done'],
    ['mute kew', 'asked for'],
  ]);
});

test('a plan that was cancelled or ran out names its device', async () => {
  await using lab = await openLab();
  const first = await lab.bob.says('mute kew');
  await lab.bob.presses(first, 'Cancel');
  const second = await lab.bob.says('reboot tower');
  lab.clock.skip(6 * 60_000);
  await lab.bob.presses(second, 'Restart Tower');
  const { lines } = await lab.bob.says('history');
  expect(lines.filter((line) => / · (Kew|Tower) {3}/.test(line))).toHaveLength(2);
});

test('another person’s end ends nothing', async () => {
  await using lab = await openLab();
  const space = 'Room operations';
  await lab.bob.says('mute kew', { space });
  const plan = await lab.alice.says('mute kew', { space });
  await lab.alice.presses(plan, 'Cancel');
  expect(rows((await lab.bob.says('history', { space })).lines)).toEqual([
    ['mute kew', 'cancelled'],
    ['mute kew', 'asked for'],
  ]);
});

test('"history changes" reaches changes that many reads drown, page by page', async () => {
  await using lab = await openLab();
  for (let level = 1; level <= 10; level += 1) await lab.bob.says(`volume ${level} on kew`);
  for (let turn = 0; turn < 70; turn += 1) await lab.bob.says('status Audio.Volume on kew');
  expect((await lab.bob.says('history')).text).not.toContain('volume 10');
  const first = await lab.bob.says('history changes');
  expect(first.title).toBe('What was changed here');
  expect(rows(first.lines)).toHaveLength(8);
  expect(rows(first.lines)[0]?.[0]).toBe('volume 10 on kew');
  const older = await lab.bob.presses(first, 'Older');
  expect(rows(older.lines).map(([words]) => words)).toEqual(['volume 2 on kew', 'volume 1 on kew']);
  expect(older.lines.at(-1)).toBe('[Newest] [Everything]');
  expect((await lab.bob.presses(older, 'Everything')).title).toBe('What was done here');
});
