import { z } from 'zod';
import type { WaitingApproval } from '#intent/waiting-approvals.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';

/** More would not fit on a card. */
const MOST = 8;
const LONGEST = 120;

/** The letters that "approvals" shows; nothing when none were said. */
export const ShortId = z
  .string()
  .max(40)
  .transform((text) => text.toLowerCase())
  .optional();

/** "Restart Fjord" */
const whatOf = ({ title }: WaitingApproval): string => shortened(title.replace(/\?$/, ''), LONGEST);

export const stepOf = (waiting: WaitingApproval): NextStep =>
  waiting.isMine
    ? { title: 'Withdraw', say: `withdraw ${waiting.id}` }
    : { title: 'Approve…', say: `approve ${waiting.id}` };

/** The rows of a list, and how many more there are. */
export function rowsOf(waiting: readonly WaitingApproval[]) {
  const rows = waiting.slice(0, MOST).map((one) => ({
    id: one.id,
    until: one.until,
    what: whatOf(one),
    about: [
      one.requester,
      one.space.type === 'direct' ? 'asked directly' : `asked in ${shortened(one.space.title, 60)}`,
      `"${stepOf(one).say}"`,
    ].join(' · '),
    actions: [stepOf(one)],
  }));
  return { rows, more: waiting.length - rows.length };
}

export const notWaiting = (id: string): Problem =>
  new Problem(`Nothing of yours waits under "${shortened(id, 20)}"`, {
    code: 'no-such-approval',
    hint: 'It may have been answered, or it ran out. Nothing was sent.',
    next: [{ title: 'Approvals', say: 'approvals' }],
  });

/** Several wait, and none was named. */
export const whichOne = (waiting: readonly WaitingApproval[]): Problem =>
  new Problem(waiting.length === 0 ? 'No approval waits for that' : 'Which one?', {
    code: 'which-approval',
    hint:
      waiting.length === 0 ? 'Nothing was sent.' : `${waiting.length} wait. "approvals" tells what each of them is.`,
    next: [
      ...waiting.slice(0, 4).map((one) => ({ title: whatOf(one), say: stepOf(one).say })),
      { title: 'Approvals', say: 'approvals' },
    ],
  });
