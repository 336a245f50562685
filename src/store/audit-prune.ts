import type { MacKeys } from '#lib/keys.ts';
import type { Logger } from '#lib/log.ts';
import { startOf } from './audit-chain.ts';
import { keyOf, type Pruned, printed, prunedSeal } from './audit-seal.ts';
import { followStored, rowFindings } from './audit-verify.ts';
import { firstIdOf } from './row-ids.ts';
import type { Database, Tables } from './tables.ts';
import { toJson } from './text.ts';

/**
 * Forgets entries of before `olderThan` (ms since the epoch). Of a chain only its beginning goes: an old entry behind a
 * younger one, such as that of an event that had to wait, stays for the next time. Up to where a chain was forgotten is
 * sealed, in the same commit. A chain that is not as it was written keeps all it has: what is forgotten can be checked no
 * more. Resolves with how many went.
 */
export async function pruneAudit(
  db: Database,
  { keys, log }: { keys: MacKeys | undefined; log: Logger },
  olderThan: number,
): Promise<number> {
  // An entry's id begins with the time it was made.
  const first = firstIdOf(olderThan);
  const bare = await db.deleteFrom('audit').where('chain', 'is', null).where('id', '<', first).executeTakeFirst();
  let gone = Number(bare.numDeletedRows);
  if (!keys) return gone;
  const old = await db
    .selectFrom('audit_chain')
    .selectAll()
    .where('chain', 'in', db.selectFrom('audit').select('chain').where('chain', 'is not', null).where('id', '<', first))
    .execute();
  for (const row of old) gone += await pruneChain(db, { keys, log }, row, { first, olderThan });
  return gone;
}

async function pruneChain(
  db: Database,
  { keys, log }: { keys: MacKeys; log: Logger },
  row: Tables['audit_chain'],
  { first, olderThan }: { first: string; olderThan: number },
): Promise<number> {
  const { chain } = row;
  const entries = db.selectFrom('audit').select(['n', 'mac']).where('chain', '=', chain);
  const oldest = await entries.where('id', '>=', first).orderBy('n').limit(1).executeTakeFirst();
  const young = oldest?.n ?? Number.MAX_SAFE_INTEGER;
  const end = await entries.where('n', '<', young).orderBy('n', 'desc').limit(1).executeTakeFirst();
  if (!end || end.n === null || end.mac === null) return 0;
  const { n, mac } = end;
  const sound = await soundUpTo(db, keys, row, n);
  if (sound === 'changed') {
    log.error(
      { chain, upTo: n },
      'entries of the audit are not as they were written, so none of their chain are forgotten',
    );
    return 0;
  }
  if (sound === 'no-key') {
    // Whether they are as they were written nobody can say, so nothing is sealed: with the key at hand again they are missed.
    log.warn(
      { chain, upTo: n, keyId: row.key_id },
      'entries of the audit are forgotten unchecked, for want of their key',
    );
    const unchecked = db.deleteFrom('audit').where('chain', '=', chain).where('n', '<=', n);
    return Number((await unchecked.executeTakeFirst()).numDeletedRows);
  }
  const about = { mac, at: olderThan };
  const key = keys.current;
  const pruned: Pruned = { ...about, key: printed(key), seal: prunedSeal(key, chain, n, about) };
  try {
    await db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('audit_chain')
        .set({ pruned_n: n, pruned: toJson(pruned) })
        .where('chain', '=', chain)
        .where('pruned_n', '=', row.pruned_n)
        .executeTakeFirst();
      const { numDeletedRows } = await transaction
        .deleteFrom('audit')
        .where('chain', '=', chain)
        .where('n', '<=', n)
        .executeTakeFirst();
      if (Number(numUpdatedRows) === 0 || Number(numDeletedRows) !== sound) throw new Otherwise();
    });
    return sound;
  } catch (error) {
    if (!(error instanceof Otherwise)) throw error;
    // Another process is at it, or somebody changes entries at this moment: the next time tells.
    log.warn({ chain }, 'a chain of the audit changed while it was looked through, so it is forgotten later');
    return 0;
  }
}

/** It is not any more what was checked. */
class Otherwise extends Error {}

/** How many entries up to that number are as they were written. */
async function soundUpTo(
  db: Database,
  keys: MacKeys,
  row: Tables['audit_chain'],
  n: number,
): Promise<number | 'changed' | 'no-key'> {
  const key = keyOf(keys, row.key_id);
  const findings = rowFindings(keys, key, row);
  if (findings.some(({ kind }) => kind === 'chain-changed')) return 'changed';
  if (!key || findings.length > 0) return 'no-key';
  const followed = await followStored(db, key, row.chain, startOf(row), { to: n });
  const { sound, gaps, flaws, others, expected } = followed;
  return gaps.length + flaws.length + others === 0 && expected === n + 1 ? sound : 'changed';
}
