import { expect, test } from 'vitest';
import { createGroupCommit, type GroupCommitOptions } from '#store/group-commit.ts';
import { quiet } from './engines.ts';

/** A commit that can be made to fail, and remembers what was written together. */
function openDisk(options: Partial<GroupCommitOptions<number, string>> = {}) {
  const disk = { isBroken: false, commits: [] as number[][], attempts: 0 };
  const rows = createGroupCommit<number, string>({
    log: quiet,
    delayMs: 1,
    retryMs: 1,
    async write(batch) {
      disk.attempts++;
      await new Promise((resolve) => setImmediate(resolve));
      if (disk.isBroken) throw new Error('disk is broken');
      disk.commits.push(batch);
      return (row) => `stored ${row}`;
    },
    ...options,
  });
  return { disk, rows };
}

test('rows of one moment share a commit, and each gets its own answer', async () => {
  const { disk, rows } = openDisk();
  expect(await Promise.all([rows.now(1), rows.now(2), rows.now(3)])).toEqual(['stored 1', 'stored 2', 'stored 3']);
  expect(disk.commits).toEqual([[1, 2, 3]]);
});

test('rows that come during a commit go with the next one, in order and in bounded pieces', async () => {
  const { disk, rows } = openDisk({ maxRows: 2 });
  const first = rows.now(1);
  await new Promise((resolve) => setImmediate(resolve));
  for (const row of [2, 3, 4, 5]) rows.later(row);
  await first;
  await rows.flush();
  expect(disk.commits).toEqual([[1], [2, 3], [4, 5]]);
});

test('a commit that fails is told to those who wait, and what can wait is stored once the disk is back', async () => {
  const { disk, rows } = openDisk();
  disk.isBroken = true;
  rows.later(1);
  await expect(rows.now(2)).rejects.toThrow('disk is broken');
  await expect(rows.flush()).rejects.toThrow('disk is broken');
  disk.isBroken = false;
  rows.later(3);
  await expect.poll(() => disk.commits.flat()).toEqual([1, 3]);
  expect(await rows.close()).toBe(0);
});

test('while the disk fails, rows that can wait are not tried one batch after the other, and are bounded', async () => {
  const { disk, rows } = openDisk({ maxRows: 1, maxKept: 3, retryMs: 60_000 });
  disk.isBroken = true;
  for (const row of [1, 2, 3, 4, 5]) rows.later(row);
  await expect(rows.flush()).rejects.toThrow('disk is broken');
  expect(disk.attempts).toBe(1);
  disk.isBroken = false;
  await rows.flush();
  expect(disk.commits.flat()).toEqual([3, 4, 5]);
});

test('closing stores what waits, and says how much could not be stored', async () => {
  const { disk, rows } = openDisk({ delayMs: 60_000 });
  rows.later(1);
  expect(await rows.close()).toBe(0);
  expect(disk.commits).toEqual([[1]]);

  const broken = openDisk({ delayMs: 60_000 });
  broken.disk.isBroken = true;
  broken.rows.later(1);
  broken.rows.later(2);
  expect(await broken.rows.close()).toBe(2);
});
