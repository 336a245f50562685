import { z } from 'zod';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import type { DriftCheck } from './found.ts';

const WHICH = 'Which check? Say its number, for example: drift check stop 1';

/** The number of a check: "2", "#2". */
export const CheckNumber = z.coerce.number({ error: WHICH }).int(WHICH).min(1, WHICH).max(999, WHICH);

export const readNumber = (text: string): string => text.replace(/^(no\.?|number|#)\s*/i, '').trim();

/** The checks that somebody may see: those of this space; for who may administer, all. */
export async function checksHere({
  store,
  asker,
  space,
}: ReadContext): Promise<{ mine: DriftCheck[]; others: number }> {
  const all = await store.driftChecks.list(asker.orgId);
  const mine = asker.may('administer') ? all : all.filter(({ spaceId }) => spaceId === space.id);
  return { mine, others: all.length - mine.length };
}

/** The one of that number. Throws a Problem where there is none here. */
export async function chosenCheck(number: number, context: ReadContext): Promise<DriftCheck> {
  const { mine } = await checksHere(context);
  const check = mine.find((one) => one.number === number);
  if (check) return check;
  throw new Problem(`There is no drift check ${number} here`, {
    code: 'no-such-check',
    hint:
      mine.length === 0
        ? 'There are none.'
        : mine.length === 1
          ? `The only one is number ${mine[0]?.number}.`
          : `There are ${mine.map((one) => one.number).join(', ')}.`,
    next: [{ title: 'Drift checks', say: 'drift checks' }],
  });
}
