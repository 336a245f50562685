import { setImmediate as turn } from 'node:timers/promises';
import type { MacKey, MacKeys } from '#lib/keys.ts';
import { parsed, startOf } from './audit-chain.ts';
import { type Flaw, followChain, type Gap } from './audit-links.ts';
import { beginningSeal, ChainBody, type Head, keyOf, Pruned, prunedSeal, type SealedRow } from './audit-seal.ts';
import type { Database, Tables } from './tables.ts';

/** Rows at a time: a few milliseconds of work, and then others have their turn. */
const PAGE = 500;
/** Findings that are told one by one. */
const MOST_FINDINGS = 100;

/** Something that was done to the audit behind the bot's back. Times are ms since the epoch. */
export type Finding =
  | { kind: Flaw['kind']; entry: Entry; belongs?: number }
  | Gap
  /** An entry that stands in no chain, though it is younger than the first chain, or one more than there were. */
  | { kind: 'unsealed'; count: number; from: number; to: number }
  /** A chain of that many entries is not there any more. */
  | { kind: 'chain-removed'; count: number; until: number }
  /** Entries whose chain has no beginning. */
  | { kind: 'chain-unknown'; count: number; from: number; to: number }
  /** The row that a chain begins with, or that says up to where it was forgotten, is not as it was written. */
  | { kind: 'chain-changed'; startedAt: number; part: 'beginning' | 'forgotten' }
  /** Every seal is right, but they are not those that were seen before: who did it has the key. */
  | { kind: 'sealed-anew'; startedAt: number }
  /** Sealed with a key that is not at hand: nothing can be said of them. */
  | { kind: 'no-key'; keyId: string; count: number };

type Entry = Pick<SealedRow, 'id' | 'n' | 'at' | 'person_email' | 'action'>;

export interface Verdict {
  /** Entries whose seal was checked and is right. */
  sound: number;
  /** Chains that have entries. */
  chains: number;
  /** When the oldest entry of a chain was written. */
  since: number | undefined;
  newest: { at: number; mac: string } | undefined;
  /** Entries of before there were chains. */
  unsealed: number;
  findings: Finding[];
  /** Findings that are not told one by one. */
  more: number;
}

interface VerifyOptions {
  keys: MacKeys;
  /** Where the chain of this process stands in the store, as the process itself knows it. */
  own?: (Head & { chain: string }) | undefined;
}

type ChainRow = Tables['audit_chain'];

/** Checks every seal there is, a page at a time: memory does not grow with the audit. */
export async function verifyAudit(db: Database, { keys, own }: VerifyOptions): Promise<Verdict> {
  const findings: Finding[] = [];
  const verdict: Verdict = {
    sound: 0,
    chains: 0,
    since: undefined,
    newest: undefined,
    unsealed: 0,
    findings,
    more: 0,
  };
  const tell = (found: readonly Finding[]) => {
    const room = MOST_FINDINGS - findings.length;
    findings.push(...found.slice(0, room));
    verdict.more += Math.max(0, found.length - room);
  };
  const rows = await db.selectFrom('audit_chain').selectAll().orderBy('started_at').orderBy('chain').execute();
  const known = headsOf(rows, own);
  for (const row of rows) {
    const result = await verifyChain(db, keys, row, known.get(row.chain) ?? []);
    tell(result.findings);
    verdict.more += result.others;
    verdict.sound += result.sound;
    if (result.first === undefined) continue;
    verdict.chains += 1;
    verdict.since = Math.min(verdict.since ?? result.first, result.first);
    const { newest } = result;
    if (newest && newest.at >= (verdict.newest?.at ?? 0)) verdict.newest = newest;
  }
  tell(removedChains(rows, known));
  tell(await unknownChains(db));
  const bare = await unsealed(db, rows);
  verdict.unsealed = bare.count;
  tell(bare.findings);
  return verdict;
}

interface KnownHead extends Head {
  /** When its entry was written, where that is known. */
  at?: number;
}

/** What others know of where each chain stood: a chain that ends before that lost its end. */
function headsOf(rows: readonly ChainRow[], own: (Head & { chain: string }) | undefined): Map<string, KnownHead[]> {
  const known = new Map<string, KnownHead[]>();
  const add = (chain: string, head: KnownHead) => void known.set(chain, [...(known.get(chain) ?? []), head]);
  if (own) add(own.chain, { n: own.n, mac: own.mac });
  for (const { chain, body, sent_n } of rows) {
    if (sent_n > 0) add(chain, { n: sent_n, mac: '' });
    for (const [other, n, mac, at] of ChainBody.safeParse(parsed(body)).data?.heads ?? []) add(other, { n, mac, at });
  }
  return known;
}

interface ChainResult {
  sound: number;
  findings: Finding[];
  others: number;
  first: number | undefined;
  newest: { at: number; mac: string } | undefined;
}

async function verifyChain(
  db: Database,
  keys: MacKeys,
  row: ChainRow,
  heads: readonly KnownHead[],
): Promise<ChainResult> {
  const key = keyOf(keys, row.key_id);
  if (!key) {
    const { count } = await db
      .selectFrom('audit')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('chain', '=', row.chain)
      .executeTakeFirstOrThrow();
    const findings: Finding[] = [
      { kind: 'no-key', keyId: row.key_id, count: Number(count) },
      ...rowFindings(keys, undefined, row),
    ];
    return { sound: 0, findings, others: 0, first: undefined, newest: undefined };
  }
  const findings = rowFindings(keys, key, row);
  const start = startOf(row);
  const macs = new Map(heads.map(({ n }) => [n, n === start.n ? start.mac : undefined]));
  let first: number | undefined;
  const { sound, gaps, flaws, others, last, lastAt, expected } = await followStored(db, key, row.chain, start, {
    seen(entry) {
      first ??= entry.at;
      if (macs.has(entry.n)) macs.set(entry.n, entry.mac);
    },
  });
  const end = Math.max(0, ...heads.map(({ n }) => n));
  if (end >= expected) gaps.push({ kind: 'removed', from: expected, to: end, after: lastAt, before: undefined });
  findings.push(...gaps, ...flaws.map(({ kind, row: entry, belongs }) => ({ kind, entry, belongs })));
  if (findings.length > 0) {
    // Entries may have run out while they were read.
    const now = await db.selectFrom('audit_chain').selectAll().where('chain', '=', row.chain).executeTakeFirst();
    if (now && now.pruned_n > row.pruned_n) return verifyChain(db, keys, now, heads);
  } else if (heads.some(({ n, mac }) => mac !== '' && macs.get(n) !== undefined && macs.get(n) !== mac)) {
    findings.push({ kind: 'sealed-anew', startedAt: row.started_at });
  }
  const newest = lastAt === undefined ? undefined : { at: lastAt, mac: last.mac };
  return { sound, findings, others, first, newest };
}

/** Follows the entries of a chain as they are stored, a page at a time; only those up to a number, where one is given. */
export async function followStored(
  db: Database,
  key: MacKey,
  chain: string,
  start: Head,
  { to = Number.MAX_SAFE_INTEGER, seen }: { to?: number; seen?: (entry: SealedRow) => void },
) {
  const followed = followChain(key, chain, start);
  for (let after: SealedRow | undefined; ; await turn()) {
    const page = await pageOf(db, chain, { after, to });
    for (const entry of page) {
      seen?.(entry);
      followed.step(entry);
    }
    if (page.length < PAGE) return followed.end();
    after = page.at(-1);
  }
}

/** What is wrong with the row of a chain itself; of its beginning only with the key that it was sealed with. */
export function rowFindings(keys: MacKeys, key: MacKey | undefined, row: ChainRow): Finding[] {
  const { chain, started_at: startedAt, pruned, pruned_n } = row;
  const findings: Finding[] = [];
  if (key && beginningSeal(key, row) !== row.mac)
    findings.push({ kind: 'chain-changed', startedAt, part: 'beginning' });
  if (pruned === null && pruned_n === 0) return findings;
  const { data } = Pruned.safeParse(parsed(pruned ?? ''));
  const other = data && keyOf(keys, data.key);
  if (data && !other) findings.push({ kind: 'no-key', keyId: data.key, count: 0 });
  else if (!other || prunedSeal(other, chain, pruned_n, data) !== data.seal)
    findings.push({ kind: 'chain-changed', startedAt, part: 'forgotten' });
  return findings;
}

/** By number and id: who takes the index away can have two entries of one number. */
async function pageOf(
  db: Database,
  chain: string,
  { after, to }: { after: SealedRow | undefined; to: number },
): Promise<SealedRow[]> {
  let query = db.selectFrom('audit').selectAll().where('chain', '=', chain).where('n', '<=', to);
  if (after)
    query = query.where('n', '>=', after.n).where(({ or, eb }) => or([eb('n', '>', after.n), eb('id', '>', after.id)]));
  const found = await query.orderBy('n').orderBy('id').limit(PAGE).execute();
  return found.map((row) => ({ ...row, chain, n: row.n ?? 0, mac: row.mac ?? '' }));
}

/** Chains that another one has seen, and that are gone with their beginning. */
function removedChains(rows: readonly ChainRow[], known: ReadonlyMap<string, KnownHead[]>): Finding[] {
  const there = new Set(rows.map(({ chain }) => chain));
  return [...known].flatMap(([chain, heads]): Finding[] => {
    if (there.has(chain)) return [];
    const count = Math.max(...heads.map(({ n }) => n));
    return [{ kind: 'chain-removed', count, until: Math.max(0, ...heads.map(({ at = 0 }) => at)) }];
  });
}

async function unknownChains(db: Database): Promise<Finding[]> {
  const found = await db
    .selectFrom('audit')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('at').as('from'), fn.max('at').as('to')])
    .where('chain', 'is not', null)
    .where('chain', 'not in', db.selectFrom('audit_chain').select('chain'))
    .groupBy('chain')
    .execute();
  return found.map(({ count, from, to }) => ({ kind: 'chain-unknown', count: Number(count), from, to }));
}

/** Entries without a chain: as many as there were at most, and none that is younger. */
async function unsealed(db: Database, rows: readonly ChainRow[]): Promise<{ count: number; findings: Finding[] }> {
  const bare = db.selectFrom('audit').where('chain', 'is', null);
  const { count } = await bare.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  // Two processes may have begun at once, each as the first one.
  const before = rows.flatMap(({ body }) => ChainBody.safeParse(parsed(body)).data?.before ?? []);
  if (before.length === 0) return { count: Number(count), findings: [] };
  const [last = ''] = before
    .map((one) => one.last)
    .sort()
    .reverse();
  const most = Math.max(...before.map((one) => one.count));
  const young = await bare
    .where('id', '>', last)
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('at').as('from'), fn.max('at').as('to')])
    .executeTakeFirstOrThrow();
  const more = Math.max(Number(young.count), Number(count) - most);
  const range = Number(young.count) > 0 ? young : { from: 0, to: rows[0]?.started_at ?? 0 };
  const findings: Finding[] = more > 0 ? [{ kind: 'unsealed', count: more, from: range.from, to: range.to }] : [];
  return { count: Number(count), findings };
}
