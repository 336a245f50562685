import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import type { Store } from '#store/index.ts';
import type { Vocabulary } from './check.ts';
import { checkNames, type Lookup } from './lookup.ts';
import type { Policy } from './policy.ts';
import { type Fault, readPolicy, toldFaults } from './read.ts';

/** What became of the file since it was looked at last. */
export type PolicyNews =
  | { kind: 'in-force'; policy: Policy; digest: string; isFirst: boolean }
  /** The one before stays in force. `faults` are lines for people. */
  | { kind: 'refused'; faults: string[]; digest: string };

export interface PolicyHolder {
  /** The policy in force. */
  current(): Policy;
  /** Looks at the file; once more at Webex, too, when `lookup` is given. Resolves with what is new, if anything is. */
  look(lookup?: Lookup): Promise<PolicyNews | undefined>;
  /** What is wrong with the file as it was read last, as lines for people. */
  faults(): readonly string[];
  /** What was wrong at the start. */
  first: PolicyNews | undefined;
}

interface HolderOptions {
  /** How the file is called in sentences. */
  source: string;
  /** The text of the file; undefined when there is none. */
  read(): Promise<string | undefined>;
  /** In force as long as there has been no file. */
  without(): Policy;
  vocabulary: Vocabulary;
  notes: Pick<Store['notes'], 'get' | 'set'>;
  log: Logger;
}

const KEPT = 'policy';
const GONE = 'gone';
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/**
 * Keeps the policy of a file: a new text is in force once it has no fault, else the last good one stays, over restarts too.
 * Throws a Problem with all faults when there is no good one to keep.
 */
export async function openPolicy(options: HolderOptions): Promise<PolicyHolder> {
  const { source, read, without, vocabulary, notes, log } = options;
  let policy: Policy | undefined;
  /** The text that is in force, by its digest. */
  let taken: string | undefined;
  let seen: { digest: string; hasNames: boolean } | undefined;
  /** A text that may be half of what is being written: it is read once more before it counts. */
  let halfRead: string | undefined;
  let isStarted = false;
  let refusedFor: readonly string[] = [];

  /** The text of earlier, which had no fault then. */
  async function lastGood(): Promise<Policy | undefined> {
    const text = await notes.get(KEPT, z.string());
    return text === undefined ? undefined : readPolicy(text, source, vocabulary).policy;
  }

  async function judge(text: string, lookup: Lookup | undefined): Promise<{ policy?: Policy; faults: Fault[] }> {
    const read = readPolicy(text, source, vocabulary);
    if (!read.policy) return { faults: read.faults };
    const { policy: found, lineOf } = read;
    const names = lookup ? await checkNames(found, lineOf, lookup) : [];
    return names.length > 0 ? { faults: names } : { policy: found, faults: [] };
  }

  /** What was taken before Webex was asked for its names does not stay when Webex does not know them. */
  async function refuse(digest: string, faults: string[]): Promise<PolicyNews> {
    if (!policy || taken === digest) policy = await lastGood();
    if (!policy) throw refused(source, faults);
    refusedFor = faults;
    log.error({ faults }, 'the policy file has faults; the last good policy stays in force');
    return { kind: 'refused', faults, digest };
  }

  async function look(lookup?: Lookup): Promise<PolicyNews | undefined> {
    const text = await read();
    // There has never been a file, also not before the last start.
    if (text === undefined && !seen && (await notes.get(KEPT, z.string())) === undefined) return undefined;
    const digest = text === undefined ? GONE : digestOf(text);
    if (digest === seen?.digest && (seen.hasNames || !lookup)) return undefined;
    // A file that is cut off may be a good policy without its denials.
    if (isStarted && digest !== seen?.digest && digest !== halfRead) {
      halfRead = digest;
      return undefined;
    }
    seen = { digest, hasNames: lookup !== undefined || text === undefined };
    if (text === undefined) return refuse(digest, [`${source} is gone`]);
    const judged = await judge(text, lookup);
    if (!judged.policy) return refuse(digest, toldFaults(source, judged.faults));
    policy = judged.policy;
    taken = digest;
    refusedFor = [];
    if (!lookup) return undefined;
    log.info({ digest }, 'a policy is in force');
    const kept = await notes.get(KEPT, z.string());
    if (kept === text) return undefined;
    // Only what Webex knows, too, is kept.
    await notes.set(KEPT, text);
    return { kind: 'in-force', policy, digest, isFirst: kept === undefined };
  }

  const first = await look();
  isStarted = true;
  return { current: () => policy ?? without(), look, faults: () => refusedFor, first };
}

/** There is nothing to go by: a bot that does not know who may do what does not start. */
const refused = (source: string, faults: readonly string[]) =>
  new Problem(`The policy can't be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`, {
    code: 'policy-faults',
    hint: `Mend ${source} and start again. "npm run policy:check" lists its faults.`,
  });
