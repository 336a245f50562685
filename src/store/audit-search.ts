import { setImmediate as turn } from 'node:timers/promises';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { firstIdOf } from './row-ids.ts';
import type { Database, Engine, Tables } from './tables.ts';
import { plain, toJson } from './text.ts';

/** Entries looked at in one query: a search for what hardly ever happened must not hold up everybody else. */
const WINDOW = 2_000;
/** Entries looked at in one search. */
const MOST_SEEN = 500_000;
const MOST_FOUND = 10_001;
/** Who has done anything lately, for "did you mean". */
const LATELY = 5_000;

/** What must be true of an entry. What is left out may be anything. */
export interface AuditQuery {
  spaceId?: string | undefined;
  /** Of a person: an id, or a part of an e-mail address. */
  personId?: string | undefined;
  email?: string | undefined;
  /** One of these commands. */
  actions?: readonly string[] | undefined;
  outcomes?: readonly string[] | undefined;
  /** A device it was about; where an entry names none, its words hold the name. */
  device?: { id?: string | undefined; name: string } | undefined;
  /** Asked at this time (ms since the epoch) or later. */
  since?: number | undefined;
  /** The id of an entry: only older ones. */
  before?: string | undefined;
  limit: number;
}

/** `previous` is the seal that this entry's own goes on from; null where that entry is not there. */
export type FoundRow = Tables['audit'] & { previous: string | null };

/** The newest first. `isWhole` is false when there were too many to look at them all. */
export async function searchAudit(
  db: Database,
  engine: Engine,
  query: AuditQuery,
): Promise<{ rows: FoundRow[]; isWhole: boolean }> {
  const limit = Math.min(Math.max(Math.trunc(query.limit), 1), MOST_FOUND);
  const rows: FoundRow[] = [];
  let before = query.before === undefined ? undefined : plain(query.before);
  for (let seen = 0; seen < MOST_SEEN; seen += WINDOW) {
    const from = await endOfWindow(db, query, before);
    rows.push(...(await within(db, engine, query, { before, from, limit: limit - rows.length })));
    if (rows.length >= limit || from === undefined) return { rows, isWhole: true };
    before = from;
    await turn();
  }
  return { rows, isWhole: false };
}

/** E-mail addresses of those who asked lately. */
export async function recentPeople(db: Database): Promise<string[]> {
  const latest = db.selectFrom('audit').select('person_email').orderBy('id', 'desc').limit(LATELY).as('latest');
  const found = await db.selectFrom(latest).select('person_email').distinct().execute();
  return found.map(({ person_email }) => person_email);
}

/** The id of the oldest entry of the next window; undefined when there are no more. */
async function endOfWindow(db: Database, query: AuditQuery, before: string | undefined): Promise<string | undefined> {
  const row = await bounded(db, query, { before, from: undefined })
    .select('audit.id')
    .orderBy('audit.id', 'desc')
    .offset(WINDOW - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

function bounded(
  db: Database,
  { since, spaceId }: AuditQuery,
  { before, from }: { before: string | undefined; from: string | undefined },
) {
  // An entry's id begins with the time it was made.
  let rows = db.selectFrom('audit').where('audit.id', '>=', since === undefined ? '' : firstIdOf(since));
  if (spaceId !== undefined) rows = rows.where('audit.space_id', '=', plain(spaceId));
  if (before !== undefined) rows = rows.where('audit.id', '<', before);
  if (from !== undefined) rows = rows.where('audit.id', '>=', from);
  return rows;
}

async function within(
  db: Database,
  engine: Engine,
  query: AuditQuery,
  { limit, ...window }: { before: string | undefined; from: string | undefined; limit: number },
): Promise<FoundRow[]> {
  const { personId, email, actions, outcomes, device } = query;
  let rows = bounded(db, query, window);
  if (personId !== undefined) rows = rows.where('audit.person_id', '=', plain(personId));
  if (email !== undefined) rows = rows.where(like(engine, 'person_email', email));
  if (actions) rows = rows.where('audit.action', 'in', [...actions]);
  if (outcomes) rows = rows.where('audit.outcome', 'in', [...outcomes]);
  if (device) rows = rows.where(about(engine, device));
  return rows
    .leftJoin('audit as earlier', (join) =>
      join.onRef('earlier.chain', '=', 'audit.chain').on(({ eb }) => eb('earlier.n', '=', eb('audit.n', '-', 1))),
    )
    .leftJoin('audit_chain as begun', (join) => join.onRef('begun.chain', '=', 'audit.chain').on('audit.n', '=', 1))
    .selectAll('audit')
    .select(({ fn }) => fn.coalesce('earlier.mac', 'begun.mac').as('previous'))
    .orderBy('audit.id', 'desc')
    .limit(limit)
    .execute();
}

/** `body` is JSON, where a quote inside a text has a backslash before it: it can't be taken for the end of one. */
function about(engine: Engine, { id, name }: { id?: string | undefined; name: string }): RawBuilder<SqlBool> {
  const named = toJson(name).slice(1, -1);
  const target = like(engine, 'body', id === undefined ? `"name":"${named}"` : `"id":${toJson(id)}`);
  const none = sql<SqlBool>`(${like(engine, 'body', '"targets":[]')} and ${like(engine, 'body', named)})`;
  return sql<SqlBool>`(${target} or ${none})`;
}

/** Whether a column holds a text, in capitals or not. SQLite knows the capitals of ASCII only. */
function like(engine: Engine, column: 'body' | 'person_email', text: string): RawBuilder<SqlBool> {
  const pattern = `%${plain(text).replace(/[\\%_]/g, '\\$&')}%`;
  const how = engine === 'postgres' ? sql`ilike` : sql`like`;
  return sql<SqlBool>`${sql.ref(`audit.${column}`)} ${how} ${pattern} escape '\\'`;
}
