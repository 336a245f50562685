import { Kysely } from 'kysely';
import type { Clock } from '#lib/clock.ts';
import type { MacKeys } from '#lib/keys.ts';
import type { Logger } from '#lib/log.ts';
import type { Seal } from '#lib/seal.ts';
import { type Aliases, createAliases } from './aliases.ts';
import { type Approvals, createApprovals } from './approvals.ts';
import { type Audit, createAudit } from './audit.ts';
import { createDriftChecks, type DriftChecks, forgetLeases } from './drift-checks.ts';
import { createEffectParts, type EffectParts } from './effect-parts.ts';
import { createEffects, type Effects } from './effects.ts';
import { createFollowUps, type FollowUps } from './follow-ups.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createJournal } from './journal.ts';
import { createLocks, forgetHeld, type Locks } from './locks.ts';
import { createLoginRequests, type LoginRequests } from './login-requests.ts';
import { createLogins, type Logins } from './logins.ts';
import { createMembers, type Members } from './members.ts';
import { migrate } from './migrations.ts';
import { createNamingRules, type NamingRules } from './naming-rules.ts';
import { createNotes, type Notes } from './notes.ts';
import { createPaces, type Paces } from './paces.ts';
import { createPlans, type Plans } from './plans.ts';
import { createProfiles, type Profiles } from './profiles.ts';
import { createQueue, type Queue } from './queue.ts';
import { createRollouts, forgetHands, type Rollouts } from './rollouts.ts';
import { createSchemas, type Schemas } from './schemas.ts';
import { type Rotation, reseal } from './sealed.ts';
import { createSpaces, type Spaces } from './spaces.ts';
import { sqliteDialect } from './sqlite.ts';
import type { Database, Engine, Tables } from './tables.ts';
import { createThrottle, type Throttle } from './throttle.ts';
import { createWatches, type Watches } from './watches.ts';

export interface StoreOptions {
  /** The directory of the SQLite file; made, for this user only, when it is missing. */
  dataDir: string;
  /** A PostgreSQL database to use instead. */
  databaseUrl?: string;
  clock: Clock;
  log: Logger;
  /** What seals the audit; left out for programs that write none. */
  auditKeys?: MacKeys;
}

/** What the bot remembers. */
export interface Store {
  audit: Audit;
  inbox: Inbox;
  effects: Effects;
  effectParts: EffectParts;
  locks: Locks;
  queue: Queue;
  notes: Notes;
  namingRules: NamingRules;
  throttle: Omit<Throttle, 'close'>;
  paces: Paces;
  plans: Plans;
  approvals: Approvals;
  spaces: Spaces;
  members: Members;
  logins: Logins;
  loginRequests: LoginRequests;
  followUps: FollowUps;
  schemas: Schemas;
  aliases: Aliases;
  watches: Watches;
  rollouts: Rollouts;
  profiles: Profiles;
  driftChecks: DriftChecks;
  sealed: { reseal(seal: Seal, currentId: string): Promise<Rotation> };
  engine: Engine;
  /** Rejects when the store can't be read; also when the last commit failed, and one more write fails now. */
  check(): Promise<void>;
  /** Stores what still waits and lets go of the database. May be called again. */
  close(): Promise<void>;
}

const newestEvent = async (db: Database): Promise<string | undefined> =>
  (await db.selectFrom('inbox').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq;

/** The database of a store, with whatever tables it has. Connects at the first query. */
export async function connectTo({
  dataDir,
  databaseUrl,
  log,
}: Omit<StoreOptions, 'clock' | 'auditKeys'>): Promise<{ db: Database; engine: Engine }> {
  const dialect = databaseUrl
    ? // Loaded when needed: the embedded store does not pay for its memory.
      (await import('./postgres.ts')).postgresDialect(databaseUrl, log)
    : sqliteDialect(dataDir);
  return { db: new Kysely<Tables>({ dialect }), engine: databaseUrl ? 'postgres' : 'sqlite' };
}

/**
 * Opens the store and brings its tables up to date: SQLite in `dataDir`, or the PostgreSQL of `databaseUrl`.
 * Rejects with a Problem that names DATA_DIR or DATABASE_URL: `store-in-use`, `store-newer`, `store-not-writable`,
 * `store-damaged`, `store-full`, `store-address`, `store-unreachable`.
 */
export async function openStore({ clock, log, auditKeys, ...place }: StoreOptions): Promise<Store> {
  const { db, engine } = await connectTo({ ...place, log });
  let after: string | undefined;
  try {
    await migrate(db, engine);
    if (engine === 'sqlite') {
      await forgetHeld(db);
      await forgetHands(db);
      await forgetLeases(db);
    }
    after = await newestEvent(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }

  const journal = createJournal(db, log);
  const throttle = createThrottle(db, { engine, clock, log });
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    const lost = await journal.close();
    if (lost > 0) log.error({ lost }, 'rows were lost at the end');
    await throttle.close();
    await db.destroy();
  }

  const inbox = createInbox(db, { engine, clock, journal, after });
  const notes = createNotes(db);
  /** Health is asked often, so nothing is written for it while all is well. */
  async function check(): Promise<void> {
    await inbox.depth();
    if (!journal.isFailing()) return;
    await notes.set('store check', clock.now());
  }

  const effects = createEffects(db, { clock });
  return {
    inbox,
    audit: createAudit(db, { engine, clock, journal, keys: auditKeys, log }),
    effects,
    effectParts: createEffectParts(db, { engine, clock, journal }),
    locks: createLocks(db, { engine, clock, journal, effects }),
    queue: createQueue(db, { clock }),
    notes,
    namingRules: createNamingRules(notes),
    throttle,
    paces: createPaces(db, { engine, clock }),
    plans: createPlans(db, { clock }),
    approvals: createApprovals(db, { clock }),
    spaces: createSpaces(db),
    members: createMembers(db, { clock }),
    logins: createLogins(db, { clock }),
    loginRequests: createLoginRequests(db, { clock }),
    followUps: createFollowUps(db, { clock }),
    schemas: createSchemas(db, { clock }),
    aliases: createAliases(db, { clock }),
    watches: createWatches(db, { clock }),
    rollouts: createRollouts(db, { engine, clock, journal }),
    profiles: createProfiles(db, { clock }),
    driftChecks: createDriftChecks(db, { clock }),
    sealed: { reseal: (seal, currentId) => reseal(db, seal, currentId) },
    engine,
    check,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
