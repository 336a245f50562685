import { sql } from 'kysely';
import { keyIdOf, type Place, type Seal, Unopened } from '#lib/seal.ts';
import type { Database } from './tables.ts';
import { toJson } from './text.ts';

/** A column of JSON, and which of its fields are sealed. */
interface SealedColumn {
  table: string;
  /** The column of the primary key: it is the row of the place. */
  key: string;
  column: string;
  fields: readonly string[];
}

/** Every sealed value of the store. Whoever seals another one names it here, or a rotation leaves it under the old key. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'plan', key: 'id', column: 'body', fields: ['args'] },
  { table: 'effect', key: 'event_key', column: 'body', fields: ['args', 'kept'] },
  { table: 'login', key: 'key', column: 'body', fields: ['tokens'] },
  { table: 'login_request', key: 'id', column: 'body', fields: ['kept'] },
];

/** What a plan keeps of its command until it is confirmed. */
export const planArgs = (id: string): Place => ({ table: 'plan', row: id, purpose: 'args' });
/** What a change of several devices keeps of its command. */
export const effectArgs = (key: string): Place => ({ table: 'effect', row: key, purpose: 'args' });
/** The tokens of a login. */
export const loginTokens = (key: string): Place => ({ table: 'login', row: key, purpose: 'tokens' });
/** What a request to log in keeps until it is answered. */
export const loginKept = (id: string): Place => ({ table: 'login_request', row: id, purpose: 'kept' });
/** The answer to a change that only one person should see. */
export const effectAnswer = (key: string): Place => ({ table: 'effect', row: key, purpose: 'kept' });

/** Sealed values by the id of their key. What no longer has the look of a sealed text is under `OLD_FORMAT`. */
export type ByKey = Record<string, number>;
/** Values of a bot before there were key ids. */
export const OLD_FORMAT = 'old format';

export interface Rotation {
  resealed: number;
  /** Values that could not be opened, by the id of their key: left as they are. */
  unopened: ByKey;
  /** Opened by no key because they were changed or moved; they count in `unopened` too. */
  broken: number;
}

/** Rows at a time, so that neither the memory nor a lock of the database grows with the store. */
const PAGE = 100;
/** A bot may write a row back as it read it, with the old seal: what one pass missed, the next one finds. */
const MOST_PASSES = 3;

/**
 * Seals every value anew that is not sealed with the current key. Safe beside running bots and a second rotation: a row is
 * written only as long as it is the one that was read. Values that can't be opened stay as they are.
 */
export async function reseal(db: Database, seal: Seal, currentId: string): Promise<Rotation> {
  let resealed = 0;
  for (let pass = 1; ; pass += 1) {
    const { missed, ...found } = await resealOnce(db, seal, currentId);
    resealed += found.resealed;
    if (missed === 0 || pass === MOST_PASSES) return { ...found, resealed };
  }
}

/** Which keys the values of the store are sealed with. */
export async function keysInUse(db: Database): Promise<ByKey> {
  const counts = new Map<string, number>();
  for (const column of sealedColumns)
    for await (const { body } of rowsOf(db, column))
      for (const [, sealed] of sealedIn(body, column)) count(counts, keyIdOf(sealed) ?? OLD_FORMAT);
  return Object.fromEntries(counts);
}

async function resealOnce(db: Database, seal: Seal, currentId: string): Promise<Rotation & { missed: number }> {
  const unopened = new Map<string, number>();
  let [resealed, missed, broken] = [0, 0, 0];
  for (const column of sealedColumns) {
    for await (const { row, body } of rowsOf(db, column)) {
      const changed = new Map<string, string>();
      for (const [field, sealed] of sealedIn(body, column)) {
        const id = keyIdOf(sealed);
        if (id === currentId) continue;
        const place = { table: column.table, row, purpose: field };
        try {
          changed.set(field, seal.close(seal.open(sealed, place), place));
        } catch (error) {
          if (!(error instanceof Unopened)) throw error;
          if (id !== undefined && error.why === 'broken') broken += 1;
          count(unopened, id ?? OLD_FORMAT);
        }
      }
      if (changed.size === 0) continue;
      if (await replace(db, column, row, body, changed)) resealed += changed.size;
      else missed += 1;
    }
  }
  return { resealed, missed, broken, unopened: Object.fromEntries(unopened) };
}

const count = (counts: Map<string, number>, id: string): void => void counts.set(id, (counts.get(id) ?? 0) + 1);

interface Read {
  row: string;
  body: string;
}

/** By the primary key: each page is a quick read. Rows that come meanwhile are sealed with the key of whoever writes them. */
async function* rowsOf(db: Database, { table, key, column }: SealedColumn): AsyncGenerator<Read> {
  for (let last = ''; ; ) {
    const { rows } = await sql<Read>`
      select ${sql.ref(key)} as "row", ${sql.ref(column)} as body from ${sql.table(table)}
      where ${sql.ref(key)} > ${last} order by ${sql.ref(key)} limit ${sql.lit(PAGE)}`.execute(db);
    yield* rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1)?.row ?? last;
  }
}

function sealedIn(body: string, { fields }: SealedColumn): [string, string][] {
  const read: unknown = JSON.parse(body);
  const values = typeof read === 'object' && read !== null ? new Map<string, unknown>(Object.entries(read)) : new Map();
  return fields.flatMap((field): [string, string][] => {
    const value: unknown = values.get(field);
    return typeof value === 'string' && value !== '' ? [[field, value]] : [];
  });
}

async function replace(
  db: Database,
  { table, key, column }: SealedColumn,
  row: string,
  before: string,
  changed: ReadonlyMap<string, string>,
): Promise<boolean> {
  const after = toJson({ ...Object(JSON.parse(before)), ...Object.fromEntries(changed) });
  const { rows } = await sql`
    update ${sql.table(table)} set ${sql.ref(column)} = ${after}
    where ${sql.ref(key)} = ${row} and ${sql.ref(column)} = ${before} returning ${sql.ref(key)}`.execute(db);
  return rows.length > 0;
}
