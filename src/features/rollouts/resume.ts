import { z } from 'zod';
import { defineChange } from '#intent/command.ts';
import { START } from '#intent/rollout-weight.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { Problem } from '#lib/problem.ts';
import { isOpen } from '#lib/rollout.ts';
import { isWatched, isWatchOn } from '#lib/rollout-watch.ts';
import { RolloutNumber, readNumber, rolloutNamed } from './named.ts';
import { held } from './seen.ts';
import { cutOffIf, turnRollout } from './turn.ts';
import { mustBeOpen } from './where-it-is.ts';

interface Step {
  id: string;
  isLoggedIn: boolean;
  now: boolean;
}

const sayResume = ({ number, now }: { number?: number | undefined; now?: 'now' | undefined }): string =>
  ['rollout resume', number, now].filter((word) => word !== undefined).join(' ');

/**
 * Goes on with a rollout that was paused, with the rights of whoever started it. With "now" its canary is watched no longer, also
 * where it is not paused.
 */
export const rolloutResume = defineChange({
  name: 'rollout resume',
  aliases: ['rollouts resume', 'rollout continue', 'rollout go on'],
  topic: 'rollouts',
  summary: 'Go on with a rollout that was paused',
  usage: 'rollout resume [number] [now]',
  example: () => 'rollout resume 7',
  needs: 'administer',
  args: z.object({
    ...RolloutNumber.shape,
    now: z.literal('now', { error: 'Say its number alone, or "now".' }).optional(),
  }),
  read({ raw }) {
    // "rollout go on now 3" is said as well.
    const [, first, number = '', last] = /^(now\b)?\s*(.*?)\s*(\bnow)?$/is.exec(raw.trim()) ?? [];
    return { ...readNumber({ raw: number }), now: (first ?? last)?.toLowerCase() };
  },
  say: sayResume,

  async plan({ number, now }, context) {
    const rollout = await rolloutNamed(number, context, 'resume');
    mustBeOpen(rollout, context);
    const title = `Go on with rollout ${rollout.number}`;
    const endsWatch = now !== undefined && isWatchOn(rollout.watch);
    if (rollout.status !== 'paused' && rollout.status !== 'waiting' && !endsWatch) throw notPaused(rollout);
    // Whoever has to log in is sent the link, and goes on then.
    const isLoggedIn = rollout.needsLogin === true && rollout.personId === context.asker.id;
    if (isLoggedIn) await context.admin('configurations:write');
    const { also, ...weight } = await held(rollout, context);
    return {
      ...weight,
      // Somebody agreed to it when it was begun.
      goesOn: true,
      locksItself: true,
      also: [START, ...also],
      title: `${title}?`,
      action: title,
      record: sayResume({ number: rollout.number, now }),
      facts: [],
      step: { id: rollout.id, isLoggedIn, now: endsWatch },
    };
  },

  cutOff: (args, context, words) =>
    cutOffIf(
      ({ status, watch }) =>
        isOpen(status) && status !== 'ending' && status !== 'paused' && (args.now === undefined || !isWatchOn(watch)),
      'resume',
      args,
      context,
      words,
    ),

  async apply({ id, isLoggedIn, now }: Step, context) {
    const own = isLoggedIn ? { actsAs: (await context.admin('configurations:write')).as } : {};
    return turnRollout(id, context, (rollout) => {
      mustBeOpen(rollout, context);
      const { status, resumesAs = 'running', dueAt, watch } = rollout;
      const enough = now && watch && isWatchOn(watch) && { watch: { ...watch, isEnough: true } };
      if (status !== 'paused') return { ...enough };
      // One that waited for its hour goes on waiting.
      const isEarly = resumesAs === 'running' && dueAt > context.now;
      return {
        ...own,
        ...enough,
        status: isEarly ? 'waiting' : resumesAs,
        ...(resumesAs === 'running' && !isEarly && { runningSince: context.now }),
        // For as long as it was paused nobody asked its devices.
        ...(resumesAs === 'confirming' && { checkingSince: context.now }),
        why: undefined,
        needsLogin: undefined,
      };
    });
  },
});

const notPaused = (rollout: Rollout) => {
  const { number } = rollout;
  const watched = isWatched(rollout);
  return new Problem(`Rollout ${number} is not paused`, {
    code: 'rollout-not-paused',
    ...(watched && { hint: 'Its canary is being watched. To go on before its time is over, say so.' }),
    next: [
      ...(watched ? [{ title: 'Go on now', say: `rollout resume ${number} now` }] : []),
      { title: 'How far is it', say: `rollout show ${number}` },
    ],
  });
};
