import { Kysely } from 'kysely';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { type Audit, createAudit } from './audit.ts';
import { createEvents, type Events } from './events.ts';
import { createFollowUps, type FollowUps } from './follow-ups.ts';
import { createMembers, type Members } from './members.ts';
import { migrate } from './migrations.ts';
import { createPlans, type Plans } from './plans.ts';
import { createSpaces, type Spaces } from './spaces.ts';
import { sqliteDialect } from './sqlite.ts';
import type { Engine, Tables } from './tables.ts';

export interface StoreOptions {
  /** The directory of the SQLite file; made, for this user only, when it is missing. */
  dataDir: string;
  /** A PostgreSQL database to use instead. */
  databaseUrl?: string;
  clock: Clock;
  log: Logger;
}

/** What the bot remembers. */
export interface Store {
  audit: Omit<Audit, 'close'>;
  plans: Plans;
  spaces: Spaces;
  members: Members;
  followUps: FollowUps;
  events: Omit<Events, 'close'>;
  engine: Engine;
  /** Stores what still waits and lets go of the database. May be called again. */
  close(): Promise<void>;
}

/**
 * Opens the store and brings its tables up to date: SQLite in `dataDir`, or the PostgreSQL of `databaseUrl`.
 * Rejects with a Problem that names DATA_DIR or DATABASE_URL: `store-in-use`, `store-newer`, `store-not-writable`,
 * `store-damaged`, `store-full`, `store-address`, `store-unreachable`.
 */
export async function openStore({ dataDir, databaseUrl, clock, log }: StoreOptions): Promise<Store> {
  const engine = databaseUrl ? 'postgres' : 'sqlite';
  const db = new Kysely<Tables>({
    dialect: databaseUrl
      ? // Loaded when needed: the embedded store does not pay for its memory.
        (await import('./postgres.ts')).postgresDialect(databaseUrl, log)
      : sqliteDialect(dataDir),
  });
  try {
    await migrate(db, engine);
  } catch (error) {
    await db.destroy();
    throw error;
  }

  const audit = createAudit(db, { engine, clock, log });
  const events = createEvents(db, { engine, log });
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    await Promise.all([audit.close(), events.close()]);
    await db.destroy();
  }

  return {
    audit,
    plans: createPlans(db, { clock }),
    spaces: createSpaces(db),
    members: createMembers(db, { clock }),
    followUps: createFollowUps(db, { clock }),
    events,
    engine,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
