import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { Database } from './tables.ts';
import { plain } from './text.ts';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** A fleet has some twenty kinds at a time, and some fifty kB each; what an upgrade left behind goes first. */
const MOST_KINDS = 64;
const MOST_BYTES = 16 * 1024 * 1024;
/** A damaged row must not fill the memory. */
const LARGEST = 64 * 1024 * 1024;
/** How exactly the store knows what was used last: a write for each use would be too many. */
const DAY_MS = 24 * 3_600_000;

const Row = z.object({ fetched_at: z.number(), used_at: z.number(), body: z.string() });

export interface Schemas {
  /** The schema of a kind of device, as JSON, and when it was fetched (ms since the epoch). */
  get(kind: string): Promise<{ fetchedAt: number; json: string } | undefined>;
  /** Keeps the schema of a kind, in place of an earlier one. The least used ones go when there are too many. */
  put(kind: string, json: string): Promise<void>;
}

/** Schemas of devices, compressed: a start need not fetch megabytes from Webex before it knows what a command takes. */
export function createSchemas(db: Database, { clock }: { clock: Clock }): Schemas {
  async function prune(): Promise<void> {
    const rows = await db.selectFrom('device_schema').select(['kind', 'bytes']).orderBy('used_at', 'desc').execute();
    let sum = 0;
    const gone = rows.flatMap(({ kind, bytes }, index) => {
      sum += bytes;
      return index >= MOST_KINDS || (index > 0 && sum > MOST_BYTES) ? [kind] : [];
    });
    if (gone.length > 0) await db.deleteFrom('device_schema').where('kind', 'in', gone).execute();
  }

  return {
    async get(kind) {
      const found = await db
        .selectFrom('device_schema')
        .select(['fetched_at', 'used_at', 'body'])
        .where('kind', '=', plain(kind))
        .executeTakeFirst();
      if (!found) return undefined;
      const { fetched_at: fetchedAt, used_at: usedAt, body } = Row.parse(found);
      const now = clock.now();
      if (now - usedAt > DAY_MS)
        await db.updateTable('device_schema').set({ used_at: now }).where('kind', '=', plain(kind)).execute();
      const json = await expand(Buffer.from(body, 'base64'), { maxOutputLength: LARGEST });
      return { fetchedAt, json: json.toString('utf8') };
    },

    async put(kind, json) {
      const body = (await compress(json)).toString('base64');
      const now = clock.now();
      const row = { fetched_at: now, used_at: now, bytes: body.length, body };
      await db
        .insertInto('device_schema')
        .values({ kind: plain(kind), ...row })
        .onConflict((conflict) => conflict.column('kind').doUpdateSet(row))
        .execute();
      await prune();
    },
  };
}
