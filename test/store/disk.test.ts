import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDisk } from '#store/disk.ts';

test('callers of one moment share a flush, and each is answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'disk-'));
  const path = join(folder, 'log');
  await writeFile(path, 'x');
  const disk = createDisk(path);
  const first = disk.flush();
  const others = Array.from({ length: 10 }, () => disk.flush());
  expect(new Set(others).size).toBe(1);
  expect(others[0]).not.toBe(first);
  await Promise.all([first, ...others]);
  await disk.flush();
  disk.close();
  await disk.flush();
  await rm(folder, { recursive: true });
});

test('a flush that fails is told to those who wait for it, and the next one is tried', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'disk-'));
  const path = join(folder, 'log');
  const disk = createDisk(path);
  const [first, second] = await Promise.allSettled([disk.flush(), disk.flush()]);
  expect(first).toMatchObject({ status: 'rejected', reason: { code: 'ENOENT' } });
  expect(second).toMatchObject({ status: 'rejected' });
  await writeFile(path, 'x');
  await disk.flush();
  disk.close();
  await rm(folder, { recursive: true });
});
