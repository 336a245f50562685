import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { MacKeys } from '#lib/keys.ts';
import { beginningSeal, ChainBody, type Head, linked, printed, type UnsealedRow } from './audit-seal.ts';
import { type BatchStatement, batchStatement, insertStatement, textsFromJson } from './bulk.ts';
import type { Database, Engine, Tables } from './tables.ts';
import { toJson } from './text.ts';

const COLUMNS = [
  'id',
  'at',
  'space_id',
  'message_id',
  'person_id',
  'person_email',
  'org_id',
  'action',
  'outcome',
  'body',
  'chain',
  'n',
  'mac',
] as const;

/** Another process may store an entry between the look and the write; its commit is waited for. */
const MOST_TRIES = 10;

interface ChainOptions {
  engine: Engine;
  clock: Clock;
  /** Left out: entries are stored without a chain. */
  keys?: MacKeys | undefined;
  /** Commits of the journal that failed so far. */
  failures(): number;
}

/** The chain that this process writes. */
export interface Chain {
  /** Stores entries behind the newest one. Those that are there already, by their id, are left out and seal nothing. */
  statement: BatchStatement<string>;
  /** Where it stands, what is just being written included; undefined before the first entry, and when that is in doubt. */
  head(): (Head & { chain: string }) | undefined;
}

/**
 * Every process writes a chain of its own, so that none has to wait for another: the order of the entries of one process is
 * sealed, and the beginning of each chain holds where the others stood. docs/decisions/0031-sealed-audit.md
 */
export function createChain(db: Database, { engine, clock, keys, failures }: ChainOptions): Chain {
  const statement = (mayBeThere: boolean) =>
    insertStatement(db, engine, { table: 'audit', key: 'id', columns: COLUMNS, numbers: ['at', 'n'], mayBeThere });
  const insertMissing = statement(true);
  if (!keys) {
    const bare = (rows: readonly UnsealedRow[]) => rows.map((row) => ({ ...row, chain: null, n: null, mac: null }));
    return {
      statement: { run: (to, rows) => insertMissing.run(to, bare(rows as readonly UnsealedRow[])) },
      head: () => undefined,
    };
  }
  const insertAll = statement(false);
  const there = batchStatement<{ id: string }>(
    db.selectFrom('audit').select('id').where('id', 'in', textsFromJson(engine)),
  );
  const key = keys.current;
  const chain = randomUUID();
  let head: Head | undefined;
  let seenFailures = failures();

  /** Looks up where the chain stands, and leaves out what is there: for the first entries, and after any doubt. */
  async function carefully(to: Database, rows: readonly UnsealedRow[]): Promise<string[]> {
    for (let tries = 1; ; tries += 1) {
      const found = (await headOf(to, chain)) ?? (await begin(to));
      const given = rows.map(({ id }) => id);
      const ids = new Set((await there.run(to, given)).rows.map(({ id }) => id));
      const fresh = rows.filter(({ id }) => !ids.has(id));
      const stored = await insert(insertMissing, to, found, fresh);
      if (stored.length === fresh.length) return stored;
      if (tries === MOST_TRIES) throw new Error('others store the same entries all the time');
      await takeBack(to, stored);
    }
  }

  /** What follows an entry that was there already is sealed wrongly. Nobody has seen it yet: it is not committed. */
  async function takeBack(to: Database, stored: readonly string[]): Promise<void> {
    if (stored.length > 0) await to.deleteFrom('audit').where('id', 'in', stored).execute();
  }

  async function insert(how: BatchStatement<string>, to: Database, from: Head, rows: readonly UnsealedRow[]) {
    const next = linked(key, chain, from, rows);
    if (next.rows.length === 0) {
      head = from;
      return [];
    }
    const stored = (await how.run(to, next.rows)).rows;
    head = stored.length === rows.length ? next.head : undefined;
    return [...stored];
  }

  async function begin(to: Database): Promise<Head> {
    const body = toJson(await bodyOf(to));
    const row = { chain, started_at: clock.now(), key_id: printed(key), body };
    const mac = beginningSeal(key, row);
    await to
      .insertInto('audit_chain')
      .values({ ...row, mac, pruned_n: 0, pruned: null, sent_n: 0 })
      .execute();
    return { n: 0, mac };
  }

  async function run(to: Database, given: readonly unknown[]): Promise<{ rows: string[] }> {
    const rows = unique(given as readonly UnsealedRow[]);
    if (failures() !== seenFailures) {
      // Whether the failed commit stands there, nobody knows.
      seenFailures = failures();
      head = undefined;
    }
    const from = head;
    // Until it is known that this was stored.
    head = undefined;
    const inTransaction = (work: (to: Database) => Promise<string[]>) =>
      to.isTransaction ? work(to) : to.transaction().execute(work);
    if (!from) return { rows: await inTransaction((one) => carefully(one, rows)) };
    if (!to.isTransaction) {
      // All or nothing, as a statement of its own is.
      try {
        return { rows: await insert(insertAll, to, from, rows) };
      } catch (error) {
        if (!isThere(error)) throw error;
        return { rows: await inTransaction((one) => carefully(one, rows)) };
      }
    }
    const stored = await insert(insertMissing, to, from, rows);
    if (stored.length === rows.length) return { rows: stored };
    await takeBack(to, stored);
    return { rows: await carefully(to, rows) };
  }

  return { statement: { run }, head: () => head && { ...head, chain } };
}

/** Of entries with one id the first. */
function unique(rows: readonly UnsealedRow[]): UnsealedRow[] {
  const ids = new Set<string>();
  return rows.filter(({ id }) => !ids.has(id) && ids.add(id));
}

/** The newest entry of a chain, or where it was forgotten up to, or its beginning; undefined when there is no such chain. */
async function headOf(db: Database, chain: string): Promise<Head | undefined> {
  const newest = await db
    .selectFrom('audit')
    .select(['n', 'mac'])
    .where('chain', '=', chain)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest && newest.n !== null && newest.mac !== null) return { n: newest.n, mac: newest.mac };
  const row = await db.selectFrom('audit_chain').selectAll().where('chain', '=', chain).executeTakeFirst();
  return row && startOf(row);
}

/** What the oldest entry that is still there goes on from. */
export function startOf({ pruned_n, pruned, mac }: Pick<Tables['audit_chain'], 'pruned_n' | 'pruned' | 'mac'>): Head {
  const forgotten = pruned === null ? undefined : Forgotten.safeParse(parsed(pruned)).data;
  return forgotten ? { n: pruned_n, mac: forgotten.mac } : { n: 0, mac };
}
const Forgotten = z.object({ mac: z.string() });

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where the other chains stand, as far as no beginning holds it yet; and what there was before the first chain. */
async function bodyOf(db: Database): Promise<ChainBody> {
  const chains = await db.selectFrom('audit_chain').select(['chain', 'body']).execute();
  if (chains.length === 0) {
    const { count, last } = await db
      .selectFrom('audit')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('id').as('last')])
      .where('chain', 'is', null)
      .executeTakeFirstOrThrow();
    return { heads: [], before: { count: Number(count), last: last ?? '' } };
  }
  const held = new Map<string, number>();
  for (const { body } of chains)
    for (const [chain, n] of ChainBody.safeParse(parsed(body)).data?.heads ?? [])
      held.set(chain, Math.max(n, held.get(chain) ?? 0));
  const newest = await db
    .selectFrom('audit_chain as known')
    .innerJoin('audit', (join) =>
      join
        .onRef('audit.chain', '=', 'known.chain')
        .on(
          'audit.n',
          '=',
          sql<number>`(select max(n) from audit as inner_audit where inner_audit.chain = known.chain)`,
        ),
    )
    .select(['audit.chain as chain', 'audit.n as n', 'audit.mac as mac', 'audit.at as at'])
    .execute();
  return {
    heads: newest.flatMap(({ chain, n, mac, at }): ChainBody['heads'] =>
      chain === null || n === null || mac === null || (held.get(chain) ?? 0) >= n ? [] : [[chain, n, mac, at]],
    ),
  };
}

/** SQLITE_CONSTRAINT and https://www.postgresql.org/docs/current/errcodes-appendix.html: the id, or the number of the chain. */
const isThere = (error: unknown): boolean => {
  const { data } = Coded.safeParse(error);
  return data !== undefined && (data.code === '23505' || (data.errcode & 0xff) === 19);
};
const Coded = z.object({ code: z.string().catch(''), errcode: z.number().catch(0) });
