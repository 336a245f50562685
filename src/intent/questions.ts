/** Questions as people put them, and the words that answer them. Only what can be asked in words that look is here. */
const QUESTIONS: [RegExp, (found: RegExpExecArray) => string][] = [
  [
    /^(?:which|what)(?: of (?:the|our|my))? (?:rooms?|devices?|panels?|boards?|ones?) (?:are|is|have|has)(?: currently| now)? (offline|down|away|online|up|issues|problems|trouble)(?: now| right now| today)?$/,
    ([, state = '']) => `devices is:${STATES[state] ?? state}`,
  ],
  [
    /^(?:what|who)(?:'s|’s| is) (offline|down|online)(?: now| right now)?$/,
    ([, state = '']) => `devices is:${STATES[state] ?? state}`,
  ],
  [
    /^(?:which|what)(?: of (?:the|our|my))? (?:workspaces|meeting rooms) (?:are|is|have|has)(?: currently| now)? (?:an? )?(errors?|issues|problems|trouble|broken|warnings?)(?: now| right now| today)?$/,
    ([, state = '']) => `workspaces health:${state.startsWith('warning') ? 'warning' : 'error'}`,
  ],
  [/^(?:which|what) workspaces have no capacity(?: set)?$/, () => 'workspaces capacity:unset'],
  [
    /^(?:which|what) (workspaces|locations|devices|tags|hot desks) (?:do we have|are there|are in use|are taken)(?: now| right now)?$/,
    ([, noun = '']) => noun,
  ],
  [/^(?:what|which (?:rooms|devices)) needs? (?:my |our )?(?:attention|help|a look)$/, () => 'devices is:attention'],
  // With a device behind it, "check" is a question about that.
  [
    /^(?:check|check (?:everything|all|yourself)|are you (?:ok|okay|well|fine)|is everything (?:ok|okay|fine))$/,
    () => 'doctor',
  ],
  [/^how loud is (?:the |it in (?:the )?)?(.+)$/, ([, device = '']) => `status Audio.Volume on ${device}`],
  [
    /^(?:how many people are|is (?:anybody|anyone|somebody|someone)|who is) in (?:the )?(.+)$/,
    ([, device = '']) => `status RoomAnalytics.PeopleCount.Current on ${device}`,
  ],
  [
    /^(?:what|which) (?:version|software) (?:is|runs|has) (?:on )?(?:the )?(.+?)(?: on| running)?$/,
    ([, device = '']) => `device ${device}`,
  ],
];

const STATES: Record<string, string> = {
  down: 'offline',
  away: 'offline',
  up: 'online',
  problems: 'issues',
  trouble: 'issues',
};

/** The words that answer a question such as "which rooms are offline?"; undefined for any other words. */
export function answerTo(phrase: string): string | undefined {
  if (phrase.length > 200) return undefined;
  const asked = phrase
    .trim()
    .replace(/[\s?!.]+$/, '')
    .replace(/\s+/g, ' ')
    .toLowerCase();
  for (const [pattern, words] of QUESTIONS) {
    const found = pattern.exec(asked);
    if (found) return words(found);
  }
  return undefined;
}
