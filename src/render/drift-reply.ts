import { buttons } from './replies.ts';
import type { Reply } from './reply.ts';

interface Shown {
  title: string;
  /** Compared with what, or which check it was. */
  summary: string;
  /** Devices that differ, with what differs. */
  rows: readonly { name: string; lines: readonly { text: string }[]; say: string }[];
  notes: readonly string[];
  /** Where they are more than a card shows. */
  pages?: { note: string; actions: readonly { title: string; say: string }[] } | undefined;
  next: Parameters<typeof buttons>[0];
}

/** What differs from a profile or from another device, as a card. */
export const driftCard = ({ title, summary, rows, notes, pages, next }: Shown): Reply => ({
  view: 'profiles/drift',
  data: {
    title,
    summary,
    rows,
    notes: notes.map((text) => ({ text })),
    pageNote: pages?.note ?? '',
    hasPages: pages !== undefined,
    pageActions: pages?.actions ?? [],
    ...buttons(next),
  },
  text: [
    title,
    summary,
    ...rows.map(({ name, lines }) => `${name}: ${lines.map(({ text }) => text).join(' · ')}`),
    ...notes,
    ...(pages ? [pages.note] : []),
  ].join('\n'),
});
