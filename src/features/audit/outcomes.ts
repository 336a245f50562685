/** How an outcome is called and coloured. */
const OUTCOMES: Record<string, { word: string; colour: string }> = {
  done: { word: 'done', colour: 'good' },
  partly: { word: 'partly done', colour: 'warning' },
  failed: { word: 'failed', colour: 'attention' },
  refused: { word: 'blocked: refused', colour: 'attention' },
  denied: { word: 'blocked: not allowed', colour: 'attention' },
  uncertain: { word: 'unknown', colour: 'warning' },
  approved: { word: 'approved', colour: 'good' },
  planned: { word: 'asked for', colour: 'default' },
  cancelled: { word: 'cancelled', colour: 'default' },
  expired: { word: 'ran out', colour: 'default' },
};

export const outcomeOf = (outcome: string): { word: string; colour: string } =>
  (Object.hasOwn(OUTCOMES, outcome) ? OUTCOMES[outcome] : undefined) ?? { word: outcome, colour: 'default' };

/** What stands for both kinds of attempts that the bot did not go along with. */
export const BLOCKED = 'blocked';

/** What may be searched for: the outcomes by what the store and what people call them. */
const SEARCHED = new Map<string, readonly string[]>([
  [BLOCKED, ['denied', 'refused']],
  ['not allowed', ['denied']],
  ...Object.entries(OUTCOMES).flatMap(([outcome, { word }]): [string, readonly string[]][] => [
    [word, [outcome]],
    [outcome, [outcome]],
  ]),
]);

/** The outcomes that a word stands for; undefined for a word that stands for none. */
export const outcomesNamed = (word: string): readonly string[] | undefined => SEARCHED.get(word.toLowerCase());

export const OUTCOME_WORDS = `${BLOCKED}, ${Object.keys(OUTCOMES).join(', ')}`;
