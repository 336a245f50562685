import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Seal } from '#lib/seal.ts';
import { appliedTo, migrate } from './migrations.ts';
import { type ByKey, keysInUse, type Rotation, reseal } from './sealed.ts';
import type { Database } from './tables.ts';
import { missing, type StorePlace, withDatabase } from './transfer.ts';

/** Seals every value of a store with the current key. Throws a Problem: those of `openStore` and `store-missing`. */
export const rotateStore = (place: StorePlace, seal: Seal, currentId: string): Promise<Rotation> =>
  inStore(place, (db) => reseal(db, seal, currentId));

/** How many values of a store are sealed with which key. Throws a Problem like `rotateStore`. */
export const checkStore = (place: StorePlace): Promise<ByKey> => inStore(place, keysInUse);

/** Ids of keys that seal chains of the audit: without them those can't be checked any more. */
export const auditKeys = (place: StorePlace): Promise<string[]> =>
  inStore(place, async (db) => {
    const rows = await db.selectFrom('audit_chain').select(['key_id', 'pruned']).execute();
    const printed = rows.flatMap(({ key_id, pruned }) => [
      key_id,
      ...(pruned === null ? [] : [PrunedBy.parse(JSON.parse(pruned)).key]),
    ]);
    // The id, and a print of the key.
    return [...new Set(printed.map((text) => text.slice(0, text.lastIndexOf('.'))))].sort();
  });

const PrunedBy = z.object({ key: z.string() });

async function inStore<T>(place: StorePlace, work: (db: Database) => Promise<T>): Promise<T> {
  // SQLite would make an empty one.
  if (!place.databaseUrl && !existsSync(join(place.dataDir, 'bot.sqlite'))) throw missing(place);
  return withDatabase(place, async (db, engine) => {
    if ((await appliedTo(db)).length === 0) throw missing(place);
    await migrate(db, engine);
    return work(db);
  });
}
