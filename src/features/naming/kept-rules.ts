import type { ReadContext } from '#intent/context.ts';
import { BUILT_IN } from './built-in.ts';
import { type Rule, type RuleWords, readRule } from './rules.ts';

/** A rule in its place: `rule` is undefined where it can't be read, as one from a newer version of the bot. */
export interface KeptRule {
  /** From 1. */
  number: number;
  words: RuleWords;
  rule: Rule | undefined;
}

/** The rules of the asker's organisation, or those that the bot comes with. */
export async function rulesOf({ store, asker }: Pick<ReadContext, 'store' | 'asker'>): Promise<KeptRule[]> {
  const kept = await store.namingRules.get(asker.orgId);
  return numbered(kept?.rules ?? BUILT_IN);
}

export const numbered = (rules: readonly RuleWords[]): KeptRule[] =>
  rules.map((words, index) => {
    const read = readRule(words);
    return { number: index + 1, words, rule: 'rule' in read ? read.rule : undefined };
  });
