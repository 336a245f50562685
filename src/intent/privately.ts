import { HIDDEN } from '#lib/hide.ts';
import { Problem } from '#lib/problem.ts';
import type { Command, Intent } from './command.ts';
import type { Token, Words } from './words.ts';

/** What people say at the end when only they should see the answer. Written anew, it is the first of them. */
const ENDINGS = [['privately'], ['in', 'private'], ['dm', 'me']] as const;
const SAID = ` ${ENDINGS[0][0]}`;

/** The words without "privately" at their end; undefined when it is not said. Nobody can ask for nothing privately. */
export function withoutPrivately(words: Words): Words | undefined {
  const ending = ENDINGS.find((parts) => words.tokens.length > parts.length && endsWith(words.tokens, parts));
  if (!ending || words.problems.length > 0) return undefined;
  const tokens = words.tokens.slice(0, -ending.length);
  const [last, ...before] = tokens.toReversed();
  if (!last) return undefined;
  // "devices is:offline, privately"
  const text = last.quoted ? last.text : last.text.replace(/[,;]$/, '');
  const end = last.end - (last.text.length - text.length);
  const isOnlyComma = text === '' && !last.quoted;
  if (isOnlyComma && before.length === 0) return undefined;
  const asked = isOnlyComma ? before.toReversed() : [...before.toReversed(), { ...last, text, end }];
  const left = { ...words, tokens: asked, raw: words.raw.slice(0, end).trimEnd() };
  return withoutPrivately(left) ?? left;
}

const endsWith = (tokens: readonly Token[], parts: readonly string[]): boolean =>
  parts.every((part, index) => {
    const { text = '', quoted = true } = tokens.at(index - parts.length) ?? {};
    const isLast = index === parts.length - 1;
    return !quoted && (isLast ? text.replace(/[.!?]$/, '') : text).toLowerCase() === part;
  });

/**
 * The same question, whose answer is for whoever asks alone. Throws a Problem for what is no question: a change is told where
 * it was asked for, so that everybody there knows of it.
 */
export function privately(intent: Intent, { privately: meant }: Pick<Command, 'privately'>): Intent {
  if (intent.kind === 'change' || meant === 'never' || meant === 'here') throw notPrivate(intent, meant);
  if (intent.isPrivate) return intent;
  return {
    ...intent,
    isPrivate: true,
    words: intent.words + SAID,
    say: (device) => intent.say(device) + SAID,
    async run(context) {
      const answer = await intent.run(context);
      if ('say' in answer) return { ...answer, say: answer.say + SAID };
      // What went wrong is no answer: it is told where it was asked, like every other fault.
      return answer.view === 'problem/problem' ? answer : { ...answer, private: answer.private ?? true };
    },
  };
}

const LATER = 'What comes of it is told in this space later on. Ask me directly, without "privately".';
const HERE =
  'Its answer has to stand where it is pressed, and everybody there may know of it. Ask without "privately", here or directly.';

function notPrivate(intent: Intent, meant: Command['privately']): Problem {
  const say = intent.say();
  const isChange = intent.kind === 'change';
  return new Problem(isChange ? "A change can't be asked for privately" : "This can't be asked for privately", {
    code: 'not-private',
    hint: isChange
      ? 'What changes something is told where it was asked for, so leave out "privately". Nothing was sent. When that is part of a text, name the device after it.'
      : meant === 'here'
        ? HERE
        : LATER,
    next: say.includes(HIDDEN) ? [] : [{ title: 'Ask it here', say }],
  });
}
