import { z } from 'zod';
import { watchedWords } from '#fleet/watch-words.ts';
import { defineRead } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { watchCard, watchList } from './watch-card.ts';
import { chosen } from './watch-chosen.ts';
import { DEFAULT_MS, LONGEST_MS, readWhich, Span, spanOf, Which } from './watch-words.ts';

/** Lets a watch of this space go on for longer. */
export const extend = defineRead({
  name: 'extend',
  aliases: ['extend watch'],
  topic: 'xapi',
  summary: 'Watch for longer',
  usage: 'extend [<number>] [10m]',
  example: () => 'extend 1 10m',
  needs: 'look',
  privately: 'never',
  args: z.object({ which: Which, by: Span.optional() }),
  read: ({ text }) => {
    const [, which, by] =
      /^((?:id:\S+|#?\d{1,2}(?!\s+[hms][a-z]*$)|all)(?=\s|$))?\s*(?:(?:by|for)\s+)?(.*)$/is.exec(text.trim()) ?? [];
    return { which: readWhich(which ?? ''), by: by === '' ? undefined : by };
  },
  instead: () => [{ title: 'Watches', say: 'watches' }],
  say: ({ which, by }) =>
    ['extend', which, which === undefined && /^#?\d/.test(by ?? '') && !/[a-z]/i.test(by ?? '') ? `for ${by}` : by]
      .filter((part) => part !== undefined)
      .join(' '),

  async run({ which, by }, context) {
    const { store, now, timeZone } = context;
    const found = await chosen(which, context);
    const [only, another] = found;
    if (!only || another) return watchList(found, { timeZone, title: 'Which one? Say for example: extend 1 10m' });
    const until = Math.min(only.until + (spanOf(by ?? '') ?? DEFAULT_MS), now + LONGEST_MS);
    const extended = await store.watches.extend(only.id, until);
    if (!extended) throw new Problem('That watch has ended already', { code: 'watch-over' });
    return watchCard(extended, { isNew: false, timeZone, lead: `I go on watching ${watchedWords(only)}` });
  },
});
