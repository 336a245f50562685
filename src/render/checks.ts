import type { Checked, CheckState } from '#intent/checks.ts';
import type { NextStep } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons } from './replies.ts';
import type { Reply } from './reply.ts';

/** By what each state is known on a card, and for whoever sees no colours or no card. */
const LOOKS: Readonly<Record<CheckState, { mark: string; colour: string; word: string }>> = {
  broken: { mark: '✗', colour: 'attention', word: 'Broken' },
  needs: { mark: '!', colour: 'warning', word: 'To do' },
  note: { mark: '•', colour: 'accent', word: 'Note' },
  fine: { mark: '✓', colour: 'good', word: 'Fine' },
};
const WORST_FIRST: CheckState[] = ['broken', 'needs', 'note', 'fine'];
const LONGEST = 400;

/** Checks on one card, a line each, the worst first. Each line leads to the check itself. */
export function checksReply(
  checked: readonly Checked[],
  { title, about, next }: { title: string; about?: string; next: NextStep[] },
): Reply {
  const sorted = WORST_FIRST.flatMap((state) => checked.filter((one) => one.state === state));
  const worst = sorted[0]?.state ?? 'fine';
  return {
    view: 'doctor/checks',
    data: {
      title,
      // A first card says what it is about in plain black.
      colour: about === undefined ? LOOKS[worst === 'note' ? 'fine' : worst].colour : 'default',
      about: about ?? null,
      rows: sorted.map(({ name, label, state, says, remedy }) => ({
        mark: LOOKS[state].mark,
        colour: LOOKS[state].colour,
        label,
        says: shortened(says, LONGEST),
        remedy: remedy === undefined ? null : shortened(remedy, LONGEST),
        say: `doctor ${name}`,
      })),
      ...buttons(next),
    },
    text: [title, ...(about === undefined ? [] : [about]), ...sorted.map(lineOf)].join('\n'),
  };
}

/** The same as a line of text: "To do · Clock: It is 45 s fast". */
const lineOf = ({ label, state, says }: Checked): string => `${LOOKS[state].word} · ${label}: ${says}`;
