import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { ago } from '#lib/time.ts';
import { dateTime, plainDateTime } from '#render/index.ts';
import { buttons } from '#render/replies.ts';

const PAGE = 8;
/** Characters of what was asked, and of device names, so that a page of the longest fits on a card. */
const LONGEST_WORDS = 160;
const LONGEST_NAMES = 80;
const cut = (text: string, most: number) =>
  [...text].length <= most ? text : `${[...text].slice(0, most - 1).join('')}…`;
/** How an outcome is called and coloured. */
const OUTCOMES: Record<string, { word: string; colour: string }> = {
  done: { word: 'done', colour: 'good' },
  failed: { word: 'failed', colour: 'attention' },
  refused: { word: 'refused', colour: 'attention' },
  denied: { word: 'not allowed', colour: 'attention' },
  uncertain: { word: 'unknown', colour: 'warning' },
  planned: { word: 'asked for', colour: 'default' },
  cancelled: { word: 'cancelled', colour: 'default' },
  expired: { word: 'ran out', colour: 'default' },
};

/** The last things done here: who, when, what, on which device, with what outcome. */
export const history = defineRead({
  name: 'history',
  aliases: ['log'],
  topic: 'bot',
  summary: 'See what was done here',
  usage: 'history',
  example: () => 'history',
  needs: 'look',
  takesFilters: true,
  args: z.object({ before: z.string().max(100).optional() }),
  read: ({ filters }) => ({ before: filters.get('before')?.[0] }),
  say: ({ before }) => (before === undefined ? 'history' : `history before:${before}`),

  async run({ before }, { store, space, now, timeZone }) {
    const entries = await store.audit.recent({
      spaceId: space.id,
      limit: PAGE + 1,
      ...(before !== undefined && { before }),
    });
    const shown = entries.slice(0, PAGE);
    const last = shown.at(-1);
    const rows = shown.map((entry) => {
      const known = Object.hasOwn(OUTCOMES, entry.outcome) ? OUTCOMES[entry.outcome] : undefined;
      const targets = cut(entry.targets.map(({ name }) => name).join(', '), LONGEST_NAMES);
      return {
        words: cut(entry.words, LONGEST_WORDS),
        at: dateTime(entry.at),
        about: [ago(now - entry.at), entry.personEmail, targets].filter(Boolean).join(' · '),
        outcome: known?.word ?? entry.outcome,
        colour: known?.colour ?? 'default',
      };
    });
    const title = rows.length === 0 ? 'Nothing was done here yet' : 'What was done here';
    return {
      view: 'audit/history',
      data: {
        title,
        rows,
        ...buttons([
          ...(entries.length > PAGE && last ? [{ title: 'Older', say: `history before:${last.id}` }] : []),
          ...(before === undefined ? [{ title: 'Refresh', say: 'history' }] : [{ title: 'Newest', say: 'history' }]),
        ]),
      },
      text: [
        title,
        ...shown.map(
          (entry) => `${plainDateTime(entry.at, timeZone)} · ${entry.personEmail} · ${entry.words} · ${entry.outcome}`,
        ),
      ].join('\n'),
    };
  },
});
