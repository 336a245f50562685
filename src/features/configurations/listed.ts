import type { NextStep } from '#lib/problem.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { rowText } from './shown.ts';

const PAGE = 8;
/** No device has so many families. */
const MOST_CHOICES = 120;

type Row = Parameters<typeof rowText>[0];

interface Listed {
  title: string;
  summary: string;
  notes: readonly string[];
  near: readonly NextStep[];
  choices?: readonly { title: string; value: string }[];
  args?: Record<string, string>;
  /** Of what there are several pages, where it has to be said. */
  count?: string;
  /** Words for another page of the same. */
  turn(page: number): string;
  next: readonly NextStep[];
}

/** One page of rows, from 1: those that are shown, and how many pages there are. */
export function pageOf<One>(rows: readonly One[], page: number) {
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const at = Math.min(page, pages);
  return { at, pages, shown: rows.slice((at - 1) * PAGE, at * PAGE) };
}

/** A page of configurations as a card. `lines` are the same rows as text. */
export function listCard(
  { title, summary, notes, near, choices = [], args = {}, count, turn, next }: Listed,
  { at, pages, rows, lines }: { at: number; pages: number; rows: readonly Row[]; lines: readonly string[] },
): Reply {
  const hasPages = pages > 1;
  const pageNote = hasPages ? [`Page ${at} of ${pages}`, ...(count === undefined ? [] : [count])].join(' · ') : '';
  return {
    view: 'configurations/list',
    data: {
      title,
      summary,
      hasSummary: summary !== '',
      rows,
      notes: notes.map((text) => ({ text })),
      hasNear: near.length > 0,
      near: near.slice(0, 5),
      pageNote,
      hasPages,
      hasChoices: choices.length > 0,
      choices: choices.slice(0, MOST_CHOICES),
      args,
      ...buttons([
        ...(at > 1 ? [{ title: 'Previous', say: turn(at - 1) }] : []),
        ...(at < pages ? [{ title: 'Next', say: turn(at + 1) }] : []),
        ...next,
      ]),
    },
    text: [title, summary, ...lines, ...notes, ...(hasPages ? [pageNote] : [])].join('\n'),
  };
}
