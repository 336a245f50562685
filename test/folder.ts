import { existsSync, statfsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/lib/clock.ts';
import { createLog } from '../src/lib/log.ts';
import { openStore } from '../src/store/index.ts';

/** Linux has folders in memory here. In a container it may be too small. */
const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 1_000_000_000;

/** Nothing here pulls the plug, so no disk need be waited for where there is a folder in memory. */
const parent = lazily(async () => {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize > ENOUGH_BYTES ? MEMORY : tmpdir();
});

/** A new folder for what a bot keeps; whoever asks for it takes it away. */
export const newFolder = async (prefix: string): Promise<string> => mkdtemp(join(await parent(), prefix));

/** The file of an empty store: its tables are made once for all tests of a process. */
const emptyStore = lazily(async () => {
  const dataDir = await newFolder('empty-store-');
  const store = await openStore({ dataDir, clock: systemClock, log: createLog('silent') });
  await store.close();
  const file = await readFile(join(dataDir, 'bot.sqlite'));
  await rm(dataDir, { recursive: true, force: true });
  return file;
});

/** A new folder with an empty store: what a bot has after its first start, which takes a third of that start. */
export async function newDataDir(): Promise<string> {
  const dataDir = await newFolder('device-bot-');
  await writeFile(join(dataDir, 'bot.sqlite'), await emptyStore(), { mode: 0o600 });
  return dataDir;
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
