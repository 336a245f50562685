import type { ReadContext } from '#intent/context.ts';
import { HIDDEN } from '#lib/hide.ts';
import { sameId } from '#lib/ids.ts';
import { unlabelled } from '#lib/label.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { ago, DAY_MS } from '#lib/time.ts';

export type Entry = Awaited<ReturnType<ReadContext['store']['audit']['recent']>>[number];

/** Entries of the space that are looked through. */
const LOOKED_THROUGH = 500;
/** The audit cuts words here. */
const CUT = 500;
const LONGEST = 200;
const BODY = ' (with a body)';

/** What this person asked for in this space, the newest first. */
export async function ownEntries({ store, space, asker }: ReadContext): Promise<Entry[]> {
  const entries = await store.audit.recent({ spaceId: space.id, limit: LOOKED_THROUGH });
  return entries.filter(({ personId }) => sameId(personId, asker.id));
}

/** Why the record is less than what was said, as a sentence; undefined when it is the same. */
export function lostOf({ action }: Entry, words: string): string | undefined {
  if (words.includes(HIDDEN)) return "It held a secret, and I don't keep those.";
  if (words.length >= CUT && words.endsWith('…')) return 'It was too long to be kept whole.';
  return action === 'xcommand' && words.endsWith(BODY) ? "It had a body, and I don't keep those." : undefined;
}

/** It happened, or it may have. */
const HAPPENED = new Set(['done', 'partly', 'uncertain']);

/** This person's last change in this space. Throws a Problem when there is none, or it was taken back already. */
export async function lastChange(context: ReadContext): Promise<Entry> {
  const { commands, now } = context;
  const changes = new Set(commands.filter(({ kind }) => kind === 'change').map(({ name }) => name));
  const own = (await ownEntries(context)).filter(({ action, outcome }) => changes.has(action) && HAPPENED.has(outcome));
  const isUndone = own[0]?.action === 'undo' && own[0].outcome === 'done';
  // What was taken back in part only can be tried once more.
  const last = own.find(({ action }) => action !== 'undo');
  if (!last || now - last.at > DAY_MS) throw nothing(last, now);
  if (isUndone) throw undone(last);
  return last;
}

const HISTORY: NextStep = { title: 'History', say: 'history changes' };

const nothing = (last: Entry | undefined, now: number) =>
  new Problem('There is nothing of yours to take back here', {
    code: 'nothing-to-undo',
    hint: last
      ? `Your last change here, ${shortened(last.words, LONGEST)}, was ${ago(now - last.at)}: that is too long ago.`
      : 'You changed nothing in this space.',
    next: [HISTORY],
  });

function undone(last: Entry): Problem {
  const words = unlabelled(last.words);
  return new Problem('Your last change here is taken back already', {
    code: 'already-undone',
    hint: `It was: ${shortened(words, LONGEST)}. Nothing was sent.`,
    next: [...(lostOf(last, words) === undefined ? [{ title: 'Do it again', say: words }] : []), HISTORY],
  });
}
