import { z } from 'zod';
import type { WaitingApproval } from '#intent/waiting-approvals.ts';
import { isWord, readWords } from '#intent/words.ts';
import { nearest } from '#lib/nearest.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';

/** More would not fit on a card. */
const MOST = 8;
const LONGEST = 120;

/** The letters that "approvals" shows; nothing when none were said. */
export const ShortId = z
  .string()
  .transform((text) => text.toLowerCase())
  .optional();

/** The letters that were said, and whether more followed them, such as a reason. */
export function readId(text: string): { id: string | undefined; more: boolean } {
  const [first, ...rest] = readWords(text).tokens;
  const isReason = first !== undefined && isWord(/^because$/i)(first);
  return { id: isReason ? undefined : first?.text || undefined, more: isReason || rest.length > 0 };
}

/** The letters as a word that is read back, whatever was typed in their place. */
export const spelledId = (id: string): string =>
  /^[\p{L}\p{N}_-]+$/u.test(id) && !/^(?:because|privately)$/i.test(id) ? id : alwaysQuoted(id);

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

/** `waiting` is what they may have meant. */
export function notWaiting(id: string, waiting: readonly WaitingApproval[]): Problem {
  const near = nearest(
    shortened(id, 20),
    waiting.map((one) => one.id),
  );
  // Of a few that wait, any may be meant.
  const ids = near.length > 0 ? near : waiting.map((one) => one.id);
  const meant = ids.flatMap((one) => waiting.find((other) => other.id === one) ?? []).slice(0, 4);
  return new Problem(`Nothing of yours waits under "${shortened(id, 20)}"`, {
    code: 'no-such-approval',
    hint: `It may have been answered, or it ran out.${
      meant.length > 0 ? ` What waits: ${meant.map((one) => `${one.id} (${whatOf(one)})`).join(', ')}.` : ''
    } Nothing was sent.`,
    next: [
      ...meant.map((one) => ({ title: shortened(whatOf(one), 40), say: stepOf(one).say })),
      { title: 'Approvals', say: 'approvals' },
    ],
  });
}

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
