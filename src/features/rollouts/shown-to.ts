import type { ReadContext } from '#intent/context.ts';
import { maySay } from './may-say.ts';
import { takersOf } from './takers.ts';

/** What a card about a rollout needs to know of whoever reads it: what time it is there, and what they may press. */
export const shownTo = async (counts: readonly { reason: string }[], context: ReadContext) => ({
  now: context.now,
  timeZone: context.timeZone,
  takers: await takersOf(counts, context),
  may: maySay(context),
});
