import type { MacKeys } from '#lib/keys.ts';
import { startOf } from './audit-chain.ts';
import { type Head, sealOf } from './audit-seal.ts';
import type { Database } from './tables.ts';

/**
 * Whether the newest entry that this process wrote stands in the store as it wrote it; undefined when it has written none.
 * Quick, where `verifyAudit` reads everything.
 */
export async function isHeadSound(
  db: Database,
  keys: MacKeys,
  own: (Head & { chain: string }) | undefined,
): Promise<boolean | undefined> {
  if (!own || own.n === 0) return undefined;
  const chain = await db.selectFrom('audit_chain').selectAll().where('chain', '=', own.chain).executeTakeFirst();
  if (!chain) return false;
  const start = startOf(chain);
  // It ran out since.
  if (start.n >= own.n) return undefined;
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('chain', '=', own.chain)
    .where('n', 'in', [own.n - 1, own.n])
    .execute();
  const newest = rows.find(({ n }) => n === own.n);
  const previous = start.n === own.n - 1 ? start.mac : rows.find(({ n }) => n === own.n - 1)?.mac;
  if (!newest || previous === undefined || previous === null) return false;
  const place = { ...newest, chain: own.chain, n: own.n };
  return newest.mac === own.mac && sealOf(keys.current, previous, place) === own.mac;
}
