import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MacKeys } from '#lib/keys.ts';
import { type Verdict, verifyAudit } from './audit-verify.ts';
import { appliedTo, migrate } from './migrations.ts';
import { missing, type StorePlace, withDatabase } from './transfer.ts';

/**
 * Checks every seal of a store, from outside of a bot. On PostgreSQL bots may run meanwhile. Throws a Problem: those of
 * `openStore` and `store-missing`.
 */
export async function checkAudit(place: StorePlace, keys: MacKeys): Promise<Verdict> {
  // SQLite would make an empty one.
  if (!place.databaseUrl && !existsSync(join(place.dataDir, 'bot.sqlite'))) throw missing(place);
  return withDatabase(place, async (db, engine) => {
    if ((await appliedTo(db)).length === 0) throw missing(place);
    await migrate(db, engine);
    return verifyAudit(db, { keys });
  });
}
