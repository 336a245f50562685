import { existsSync } from 'node:fs';
import { join } from 'node:path';
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

async function inStore<T>(place: StorePlace, work: (db: Database) => Promise<T>): Promise<T> {
  // SQLite would make an empty one.
  if (!place.databaseUrl && !existsSync(join(place.dataDir, 'bot.sqlite'))) throw missing(place);
  return withDatabase(place, async (db, engine) => {
    if ((await appliedTo(db)).length === 0) throw missing(place);
    await migrate(db, engine);
    return work(db);
  });
}
