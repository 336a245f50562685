import type { MacKeys } from '#lib/keys.ts';
import { type Pruned, printed, prunedSeal } from './audit-seal.ts';
import { firstIdOf } from './row-ids.ts';
import type { Database } from './tables.ts';
import { toJson } from './text.ts';

/**
 * Forgets entries of before `olderThan` (ms since the epoch). Of a chain only its beginning goes: an old entry behind a
 * younger one, such as that of an event that had to wait, stays for the next time. Up to where a chain was forgotten is
 * sealed, in the same commit. Resolves with how many went.
 */
export async function pruneAudit(db: Database, keys: MacKeys | undefined, olderThan: number): Promise<number> {
  // An entry's id begins with the time it was made.
  const first = firstIdOf(olderThan);
  const bare = await db.deleteFrom('audit').where('chain', 'is', null).where('id', '<', first).executeTakeFirst();
  let gone = Number(bare.numDeletedRows);
  if (!keys) return gone;
  const old = await db
    .selectFrom('audit')
    .select('chain')
    .distinct()
    .where('chain', 'is not', null)
    .where('id', '<', first)
    .execute();
  for (const { chain } of old) if (chain !== null) gone += await pruneChain(db, keys, chain, { first, olderThan });
  return gone;
}

async function pruneChain(
  db: Database,
  keys: MacKeys,
  chain: string,
  { first, olderThan }: { first: string; olderThan: number },
): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    const entries = transaction.selectFrom('audit').select(['n', 'mac']).where('chain', '=', chain);
    const oldest = await entries.where('id', '>=', first).orderBy('n').limit(1).executeTakeFirst();
    const young = oldest?.n ?? Number.MAX_SAFE_INTEGER;
    const end = await entries.where('n', '<', young).orderBy('n', 'desc').limit(1).executeTakeFirst();
    if (!end || end.n === null || end.mac === null) return 0;
    const { n, mac } = end;
    const about = { mac, at: olderThan };
    const key = keys.current;
    const pruned: Pruned = { ...about, key: printed(key), seal: prunedSeal(key, chain, n, about) };
    const { numUpdatedRows } = await transaction
      .updateTable('audit_chain')
      .set({ pruned_n: n, pruned: toJson(pruned) })
      .where('chain', '=', chain)
      .where('pruned_n', '<', n)
      .executeTakeFirst();
    // Another process is at it, or somebody put entries where some were forgotten: both are for the check to tell.
    if (Number(numUpdatedRows) === 0) return 0;
    const { numDeletedRows } = await transaction
      .deleteFrom('audit')
      .where('chain', '=', chain)
      .where('n', '<=', n)
      .executeTakeFirst();
    return Number(numDeletedRows);
  });
}
