import { createLocalWork } from '#jobs/local-work.ts';
import type { Work } from '#jobs/work.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Config } from '../config.ts';

/** What wakes the work: this process alone, or the database for all processes. */
export async function createWork({ databaseUrl }: Config, clock: Clock, log: Logger): Promise<Work> {
  if (databaseUrl === undefined) return createLocalWork({ log, clock });
  // Loaded when needed: the embedded store does not pay for its memory.
  const { createPgBossWork } = await import('#jobs/pg-boss-work.ts');
  return createPgBossWork({ databaseUrl, log });
}
