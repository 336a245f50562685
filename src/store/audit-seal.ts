import { z } from 'zod';
import type { MacKey, MacKeys } from '#lib/keys.ts';
import type { Tables } from './tables.ts';

/** An entry as it is stored, before it has its place in a chain. */
export type UnsealedRow = Omit<Tables['audit'], 'chain' | 'n' | 'mac'>;

/** An entry in its place. */
export type SealedRow = UnsealedRow & { chain: string; n: number; mac: string };

/** Where a chain stands: the number and the seal of its newest entry; 0 and the seal of its beginning while it has none. */
export interface Head {
  n: number;
  mac: string;
}

const Place = z.tuple([z.string(), z.int(), z.string(), z.int()]);

/**
 * What the beginning of a chain holds: where the other chains stood then (chain, number, seal, time), so that none of them
 * can lose its end unseen; and in the first chain of a store how many entries there were without a chain, and the last of them.
 */
export const ChainBody = z.object({
  heads: z.array(Place),
  before: z.object({ count: z.int(), last: z.string() }).optional(),
});
export type ChainBody = z.infer<typeof ChainBody>;

/** Up to where a chain was forgotten, sealed: whoever has no key can't make believe that entries ran out. */
export const Pruned = z.object({ mac: z.string(), at: z.int(), key: z.string(), seal: z.string() });
export type Pruned = z.infer<typeof Pruned>;

/**
 * The seal of an entry: over the seal of the entry before it, and every column. docs/audit.md tells how to check it
 * elsewhere, so what is sealed and its order may never change.
 */
export function sealOf(key: MacKey, previous: string, row: Omit<SealedRow, 'mac'>): string {
  const { chain, n, id, at, space_id, message_id, person_id, person_email, org_id, action, outcome, body } = row;
  const columns = [chain, n, id, at, space_id, message_id, person_id, person_email, org_id, action, outcome, body];
  return key.mac(`${previous}\n${JSON.stringify(columns)}`);
}

/** The seal of a chain's beginning, which its first entry goes on from. */
export function beginningSeal(
  key: MacKey,
  { chain, started_at, key_id, body }: Pick<Tables['audit_chain'], 'chain' | 'started_at' | 'key_id' | 'body'>,
): string {
  return key.mac(JSON.stringify(['beginning', chain, started_at, key_id, body]));
}

export function prunedSeal(key: MacKey, chain: string, n: number, { mac, at }: Pick<Pruned, 'mac' | 'at'>): string {
  return key.mac(JSON.stringify(['pruned', chain, n, mac, at]));
}

/** A key's id, and a print of it: the key that is made of a secret keeps its id when the secret changes. */
export const printed = (key: MacKey): string => `${key.id}.${key.mac('print').slice(0, 8)}`;

/** The key of that id and print; undefined when this process does not have it. */
export function keyOf(keys: MacKeys, printedId: string): MacKey | undefined {
  const key = keys.find(printedId.slice(0, printedId.lastIndexOf('.')));
  return key && printed(key) === printedId ? key : undefined;
}

/** Puts rows behind the head of a chain. */
export function linked(
  key: MacKey,
  chain: string,
  head: Head,
  rows: readonly UnsealedRow[],
): { rows: SealedRow[]; head: Head } {
  let { n, mac } = head;
  const sealed = rows.map((row) => {
    const place = { ...row, chain, n: n + 1 };
    mac = sealOf(key, mac, place);
    n += 1;
    return { ...place, mac };
  });
  return { rows: sealed, head: { n, mac } };
}
