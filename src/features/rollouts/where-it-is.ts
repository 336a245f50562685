import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { Problem } from '#lib/problem.ts';
import { isOpen, type Status } from '#lib/rollout.ts';
import { ago } from '#lib/time.ts';
import { maySay } from './may-say.ts';

type Known = Pick<ReadContext, 'now' | 'commands' | 'asker'>;

const MINUTE_MS = 60_000;

const GOES: Partial<Record<Status, string>> = {
  waiting: 'it waits for its time',
  running: 'it is running',
  paused: 'it is paused',
  confirming: 'all of it was sent',
  ending: 'it is coming to its end',
};

/** Throws a Problem for a rollout that is no plan that somebody could start or change. */
export function mustBePlanned(rollout: Rollout, context: Known): void {
  const { number, status, startedAt, why } = rollout;
  if (status === 'planned') return;
  if (status === 'surveying')
    throw new Problem(`Rollout ${number} is not planned yet`, {
      code: 'rollout-not-planned',
      hint: 'I am still looking at its devices. The plan comes here by itself.',
      next: [{ title: 'How far is it', say: `rollout show ${number}` }],
    });
  if (status === 'cancelled' && startedAt === undefined) throw neverStarted(number, why, 'Nothing was sent.');
  const title = isOpen(status) ? 'was started already' : 'is over';
  throw new Problem(`Rollout ${number} ${title}`, {
    code: 'rollout-not-planned',
    hint: `${courseOf(rollout, context)} Nothing was sent by this.`,
    next: nextOf(rollout, context),
  });
}

/** Throws a Problem for one that is over, or as good as that. */
export function mustBeOpen(rollout: Rollout, context: Known): void {
  const { number, status, startedAt, why } = rollout;
  if (isOpen(status) && status !== 'ending') return;
  if (status === 'cancelled' && startedAt === undefined)
    throw neverStarted(number, why, 'Nothing was changed by this.');
  throw new Problem(`Rollout ${number} ${status === 'ending' ? 'is coming to its end' : 'is over'}`, {
    code: 'rollout-over',
    hint: `${courseOf(rollout, context)} Nothing was changed by this.`,
    next: nextOf(rollout, context),
  });
}

/** "Alice Andersen started it 20 min ago; Bob Berg cancelled it 5 min ago." */
function courseOf(rollout: Rollout, { now }: Known): string {
  const { personName, startedAt } = rollout;
  const end = endOf(rollout, now);
  if (startedAt === undefined) return `${end}.`;
  const began = `${personName} started it ${roughly(now - startedAt)}`;
  const isSame = end.startsWith(`${personName} `);
  return isSame ? `${began} and ${end.slice(personName.length + 1)}.` : `${began}; ${end}.`;
}

function endOf({ status, endedAt, by }: Rollout, now: number): string {
  const when = endedAt === undefined ? '' : ` ${roughly(now - endedAt)}`;
  switch (status) {
    case 'cancelled':
      return by === undefined ? `it was cancelled${when}` : `${by} cancelled it${when}`;
    case 'stopped':
      return `it stopped by itself${when}`;
    case 'empty':
      return 'There was nothing to do';
    case 'done':
      return `it was done${when}`;
    default:
      return GOES[status] ?? 'it is under way';
  }
}

/** Nobody needs to know to the second how long ago it was. */
export function roughly(ms: number): string {
  const step = (ms > 600_000 ? 5 : 1) * MINUTE_MS;
  return ago(ms < MINUTE_MS ? ms : Math.round(ms / step) * step);
}

/** It was a plan only; one that was planned anew goes on by another number. */
function neverStarted(number: number, why: string | undefined, end: string): Problem {
  const anew = /^Planned anew as rollout (\d+)\.$/.exec(why ?? '')?.[1];
  return new Problem(`Rollout ${number} was cancelled before it started`, {
    code: 'rollout-not-planned',
    hint: [...(why === undefined ? [] : [why]), end].join(' '),
    next: [
      anew === undefined
        ? { title: 'Rollouts', say: 'rollouts' }
        : { title: `Rollout ${anew}`, say: `rollout show ${anew}` },
    ],
  });
}

/** Throws a Problem for one that runs although somebody just pressed Cancel on its plan: that ended nothing. */
export function mustNotRun(rollout: Rollout, context: Known): void {
  const { number, status, startedAt } = rollout;
  if (startedAt === undefined) return;
  const steps = nextOf(rollout, context);
  const ends = [
    ...(status === 'paused' ? [] : [{ title: 'Pause', say: `rollout pause ${number}` }]),
    { title: `Cancel rollout ${number}`, say: `rollout cancel ${number}` },
  ].filter(({ say }) => maySay(context)(say));
  throw new Problem(`Rollout ${number} ${isOpen(status) ? 'was started already' : 'is over'}`, {
    code: 'rollout-not-planned',
    hint: `${courseOf(rollout, context)} This cancelled nothing.`,
    next: isOpen(status) && status !== 'ending' ? [...steps, ...ends] : steps,
  });
}

/** What somebody wants who took it for another. */
function nextOf({ number, status, spec, takenBackBy }: Rollout, context: Known) {
  const isOver = !isOpen(status);
  const canUndo = status === 'done' && spec.work.kind === 'settings' && !takenBackBy?.isWhole;
  return [
    { title: isOver ? 'How it ended' : 'How far is it', say: `rollout show ${number}` },
    ...(isOver ? [{ title: 'Report (file)', say: `rollout report ${number}` }] : []),
    ...(canUndo ? [{ title: 'Undo', say: `rollout undo ${number}` }] : []),
  ].filter(({ say }) => maySay(context)(say));
}
