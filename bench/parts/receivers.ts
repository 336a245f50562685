import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { createLog } from '#lib/log.ts';
import { type Child, flagsOfBot, startChild } from './child.ts';
import { type Delivery, SECRET } from './deliveries.ts';
import { openInbox } from './inbox.ts';

/** Where a receiver keeps what it takes. */
export interface Place {
  dataDir: string;
  databaseUrl?: string;
}

export interface Receiver {
  process: Child;
  port: number;
}

/** Work that takes longer never comes to an end. */
const PATIENCE_MS = 60_000;

export async function startReceiver(
  name: string,
  script: 'bench/receiver.ts' | 'bench/bare-receiver.ts',
  env: Record<string, string> = {},
): Promise<Receiver> {
  const process = startChild(name, [...(await flagsOfBot()), script], { ...env, WEBHOOK_SECRET: SECRET });
  return { process, port: Number(await process.firstLine()) };
}

export const placeOf = ({ dataDir, databaseUrl }: Place): Record<string, string> => ({
  DATA_DIR: dataDir,
  ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
});

/** Waits until the work of everything acknowledged is done; gives the ids that were delivered since the last time, doubles too. */
export async function workedOff({ process, port }: Receiver): Promise<string[]> {
  const all: string[] = [];
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await Promise.race([sleep(20), process.failure])) {
    const answer = await request(`http://127.0.0.1:${port}/delivered`);
    const { ids, waiting } = (await answer.body.json()) as { ids: string[]; waiting: number };
    for (const id of ids) all.push(id);
    if (waiting === 0 && ids.length === 0) return all;
  }
  throw new Error(`${process.name} did not do its work within ${PATIENCE_MS / 1000} s`);
}

/** How many of these are not in the store. Its receiver must have ended. */
export async function notStored(place: Place, deliveries: readonly Delivery[]): Promise<number> {
  const { inbox, close } = await openInbox({ ...place, log: createLog('silent') });
  try {
    let missing = 0;
    for (let from = 0; from < deliveries.length; from += 500) {
      const keys = deliveries.slice(from, from + 500).map(({ key }) => key);
      missing += keys.length - (await inbox.known(keys)).size;
    }
    return missing;
  } finally {
    await close();
  }
}

/** Acknowledged and never delivered, and delivered more than once. */
export function compare(acknowledged: readonly Delivery[], delivered: readonly string[]) {
  const times = new Map<string, number>();
  for (const id of delivered) times.set(id, (times.get(id) ?? 0) + 1);
  return {
    lost: acknowledged.filter(({ id }) => !times.has(id)).length,
    twice: [...times.values()].filter((count) => count > 1).length,
  };
}
