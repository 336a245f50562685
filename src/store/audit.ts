import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { MacKeys } from '#lib/keys.ts';
import type { Logger } from '#lib/log.ts';
import { shortened } from '#lib/shorten.ts';
import { createChain } from './audit-chain.ts';
import { isHeadSound } from './audit-head.ts';
import { type AuditOutbox, createAuditOutbox } from './audit-outbox.ts';
import { pruneAudit } from './audit-prune.ts';
import type { UnsealedRow } from './audit-seal.ts';
import { type AuditQuery, type FoundRow, recentPeople, searchAudit } from './audit-search.ts';
import { type Verdict, verifyAudit } from './audit-verify.ts';
import { Undo } from './effects.ts';
import type { Journal } from './journal.ts';
import { createRowIds } from './row-ids.ts';
import type { Database, Engine } from './tables.ts';
import { jsonColumn, maybeText, plain, toJson } from './text.ts';

const WORDS_LIMIT = 500;
const PAGE_LIMIT = 500;

const AuditOutcome = z.enum([
  'done',
  'partly',
  'failed',
  'refused',
  'denied',
  'uncertain',
  'planned',
  'approved',
  'cancelled',
  'expired',
]);
export type AuditOutcome = z.infer<typeof AuditOutcome>;

const Target = z.object({ id: z.string(), name: z.string() });

const Body = z.object({
  words: z.string(),
  targets: z.array(Target),
  detail: z.string().optional(),
  trackingIds: z.array(z.string()),
  /** How it can be taken back, where it can. */
  undo: Undo.optional(),
});

/** What somebody asked, of which devices, and what came of it. */
export interface AuditEntry extends Omit<z.infer<typeof Body>, 'trackingIds'> {
  /** Keeps what is written twice from standing there twice; must sort by time. Left out: one of its own. */
  id?: string;
  /** When it was asked, in ms since the epoch. Left out: now. */
  at?: number;
  spaceId: string;
  messageId?: string;
  /** Who asked, as the API names them; the e-mail is for the reader only. */
  personId: string;
  personEmail: string;
  orgId: string;
  /** The command's name, such as `status`. */
  action: string;
  outcome: AuditOutcome;
  /** Webex's tracking ids of the calls that were made. */
  trackingIds?: string[];
}

const AuditRow = z
  .object({
    id: z.string(),
    at: z.number(),
    space_id: z.string(),
    message_id: maybeText,
    person_id: z.string(),
    person_email: z.string(),
    org_id: z.string(),
    action: z.string(),
    outcome: AuditOutcome,
    body: jsonColumn(Body),
  })
  .transform((row) => ({
    id: row.id,
    at: row.at,
    spaceId: row.space_id,
    messageId: row.message_id,
    personId: row.person_id,
    personEmail: row.person_email,
    orgId: row.org_id,
    action: row.action,
    outcome: row.outcome,
    ...row.body,
  }));
/** A stored entry. Its id sorts by time. */
export type AuditRecord = z.infer<typeof AuditRow>;

export interface Audit {
  /** Stores an entry. Resolves with its id once it is durable; rejects when it could not be stored. */
  append(entry: AuditEntry): Promise<string>;
  /** Stores an entry a moment later, in the background: for reads, which nobody has to prove. Failures are logged and tried again. */
  appendLater(entry: AuditEntry): void;
  /** Resolves when every entry so far is durable; rejects when one is not. */
  flush(): Promise<void>;
  /** A space's entries, newest first, with those that were still to be stored. `before` is the id of an entry: only older ones. At most 500 at once. */
  recent(query: { spaceId: string; limit: number; before?: string }): Promise<AuditRecord[]>;
  /** Entries of all spaces, the newest first; `isWhole` is false when there were too many to look at them all. */
  search(query: AuditQuery): Promise<{ entries: AuditFound[]; isWhole: boolean }>;
  /** E-mail addresses of those who asked lately. */
  people(): Promise<string[]>;
  /** Checks the seal of every entry; undefined when this store was opened without keys. */
  verify(): Promise<Verdict | undefined>;
  /** Whether the newest entry of this process stands there as it was written; undefined when there is none, or no key. */
  isHeadSound(): Promise<boolean | undefined>;
  /** What the audit's webhook has yet to send. */
  outbox: AuditOutbox;
  /** Forgets entries of before `olderThan` (ms since the epoch). Resolves with how many. */
  prune(olderThan: number): Promise<number>;
}

/** An entry, and the row it was read from: its seal is made of that. */
export interface AuditFound {
  entry: AuditRecord;
  row: FoundRow;
}

interface AuditOptions {
  engine: Engine;
  clock: Clock;
  journal: Journal;
  /** Left out: entries are stored without a seal. */
  keys?: MacKeys | undefined;
  log: Logger;
}

/** The log of who asked what. Rows are added, sealed, and never changed. `words` are cut to 500 characters. */
export function createAudit(db: Database, { engine, clock, journal, keys, log }: AuditOptions): Audit {
  const nextId = createRowIds(clock);
  const chain = createChain(db, { engine, clock, keys, failures: () => journal.failures() });
  // An entry that is written again, because the answer to its commit got lost or its event was worked again, has its id.
  const entries = journal.open<UnsealedRow, string, void>(chain.statement, () => () => {});

  /** Where the own chain must stand in the store; undefined when a commit failed meanwhile, so that nobody knows. */
  async function ownHead() {
    const failures = journal.failures();
    const head = chain.head();
    await journal.flush().catch(() => {});
    return journal.failures() === failures ? head : undefined;
  }

  function toRow(entry: AuditEntry): UnsealedRow {
    const { targets, detail, trackingIds = [], undo } = entry;
    return {
      id: entry.id ?? nextId(),
      at: entry.at ?? clock.now(),
      space_id: plain(entry.spaceId),
      message_id: entry.messageId === undefined ? null : plain(entry.messageId),
      person_id: plain(entry.personId),
      person_email: plain(entry.personEmail),
      org_id: plain(entry.orgId),
      action: plain(entry.action),
      outcome: entry.outcome,
      body: toJson({ words: shortened(entry.words, WORDS_LIMIT), targets, detail, trackingIds, undo }),
    };
  }

  return {
    async append(entry) {
      const row = toRow(entry);
      await entries.now(row);
      return row.id;
    },
    appendLater: (entry) => entries.soon(toRow(entry)),
    flush: () => journal.flush(),

    async recent({ spaceId, limit, before }) {
      // What can't be stored now is in the log, and does not keep back what is stored.
      await journal.flush().catch(() => {});
      let query = db.selectFrom('audit').selectAll().where('space_id', '=', plain(spaceId));
      if (before !== undefined) query = query.where('id', '<', plain(before));
      const count = Math.min(Math.max(Math.trunc(limit), 1), PAGE_LIMIT);
      const found = await query.orderBy('id', 'desc').limit(count).execute();
      return found.map((row) => AuditRow.parse(row));
    },

    async search(query) {
      await journal.flush().catch(() => {});
      const { rows, isWhole } = await searchAudit(db, engine, query);
      return { entries: rows.map((row) => ({ entry: AuditRow.parse(row), row })), isWhole };
    },

    people: () => recentPeople(db),
    verify: async () => keys && verifyAudit(db, { keys, own: await ownHead() }),
    isHeadSound: async () => keys && isHeadSound(db, keys, await ownHead()),
    outbox: createAuditOutbox(db),
    prune: (olderThan) => pruneAudit(db, { keys, log }, olderThan),
  };
}
