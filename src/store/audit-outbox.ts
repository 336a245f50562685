import { z } from 'zod';
import { startOf } from './audit-chain.ts';
import type { SealedRow } from './audit-seal.ts';
import { createNotes } from './notes.ts';
import type { Database } from './tables.ts';

/** Entries of one chain that did not go out yet, in order. */
export interface AuditBatch {
  chain: { id: string; startedAt: number; keyId: string };
  /** The seal that the first entry goes on from. */
  previous: string;
  entries: SealedRow[];
}

/** What the audit's webhook has yet to send. */
export interface AuditOutbox {
  /** The next entries of the chain whose oldest unsent entry is the oldest; undefined when all is sent. At most `limit`. */
  next(limit: number): Promise<AuditBatch | undefined>;
  /** Notes that a chain went out up to this number. */
  sent(chain: string, n: number): Promise<void>;
  /** How many entries wait, and since when the oldest was asked (ms since the epoch). */
  waiting(): Promise<Waiting>;
  /** Notes, for all processes, whether there is a webhook, and since when and why it takes nothing. */
  note(state: OutboxState): Promise<void>;
  /** What was noted last. */
  state(): Promise<OutboxState | undefined>;
  /** What waits and why; undefined without a webhook. */
  status(): Promise<(Waiting & Pick<OutboxState, 'failing'>) | undefined>;
}

interface Waiting {
  count: number;
  since: number | undefined;
}

const OutboxState = z.object({
  isOn: z.boolean(),
  /** How often in a row, and when it is tried again. `why` is a sentence that is safe to show. */
  failing: z.object({ since: z.number(), why: z.string(), times: z.number(), notBefore: z.number() }).optional(),
});
export type OutboxState = z.infer<typeof OutboxState>;

const NOTE = 'audit webhook';

export function createAuditOutbox(db: Database): AuditOutbox {
  const notes = createNotes(db);

  /** Chains with entries that wait: the oldest of each, and how many there are. */
  async function chains() {
    const rows = await db
      .selectFrom('audit_chain')
      .select(({ selectFrom }) => [
        'audit_chain.chain',
        selectFrom('audit')
          .select('n')
          .whereRef('audit.chain', '=', 'audit_chain.chain')
          .whereRef('audit.n', '>', 'audit_chain.sent_n')
          .orderBy('n')
          .limit(1)
          .as('first'),
        selectFrom('audit')
          .select(({ fn }) => fn.max('n').as('n'))
          .whereRef('audit.chain', '=', 'audit_chain.chain')
          .as('last'),
      ])
      .execute();
    const found = await Promise.all(
      rows.map(async ({ chain, first, last }) => {
        if (first === null || last === null) return [];
        const oldest = await db
          .selectFrom('audit')
          .select('at')
          .where('chain', '=', chain)
          .where('n', '=', first)
          .executeTakeFirst();
        return oldest ? [{ chain, first, count: last - first + 1, at: oldest.at }] : [];
      }),
    );
    return found.flat().sort((one, other) => one.at - other.at);
  }

  async function waiting(): Promise<Waiting> {
    const all = await chains();
    return { count: all.reduce((sum, { count }) => sum + count, 0), since: all[0]?.at };
  }

  return {
    async next(limit) {
      const [oldest] = await chains();
      if (!oldest) return undefined;
      const row = await db
        .selectFrom('audit_chain')
        .selectAll()
        .where('chain', '=', oldest.chain)
        .executeTakeFirstOrThrow();
      const of = db.selectFrom('audit').selectAll().where('chain', '=', row.chain);
      const [found, before] = await Promise.all([
        of.where('n', '>=', oldest.first).orderBy('n').limit(limit).execute(),
        of.where('n', '=', oldest.first - 1).executeTakeFirst(),
      ]);
      const start = startOf(row);
      return {
        chain: { id: row.chain, startedAt: row.started_at, keyId: row.key_id },
        previous: before?.mac ?? (start.n === oldest.first - 1 ? start.mac : ''),
        entries: found.map((entry) => ({ ...entry, chain: row.chain, n: entry.n ?? 0, mac: entry.mac ?? '' })),
      };
    },

    async sent(chain, n) {
      await db
        .updateTable('audit_chain')
        .set({ sent_n: n })
        .where('chain', '=', chain)
        .where('sent_n', '<', n)
        .execute();
    },

    waiting,
    async note(state) {
      await notes.change(NOTE, OutboxState, (before) => (state.isOn || before?.isOn ? state : undefined));
    },
    state: () => notes.get(NOTE, OutboxState),
    async status() {
      const state = await notes.get(NOTE, OutboxState);
      return state?.isOn ? { ...(await waiting()), ...(state.failing && { failing: state.failing }) } : undefined;
    },
  };
}
