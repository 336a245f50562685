import type { Live, Outcome } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { sameId } from '#lib/ids.ts';
import type { Reply } from '#render/reply.ts';
import { progressReply } from '#render/rollout-reply.ts';
import { asSeen, countsSeen } from './seen.ts';
import { shownTo } from './shown-to.ts';

/** Whoever cancels a rollout waits so long for its end, and tells it in the place of the driver. */
export const ENDING_MS = 3_000;
const LOOK_MS = 100;

/** How far a rollout is, as the answer to what somebody did with it. `before` is the card that stood there until now. */
export async function liveReply(
  rollout: Rollout,
  context: ReadContext,
  { before, ...more }: Pick<Outcome, 'undo'> & { before?: Rollout['card'] } = {},
): Promise<Outcome> {
  const { store } = context;
  const now = rollout.status === 'ending' ? await ended(rollout, context) : rollout;
  const all = await store.rollouts.items.counts(now.id);
  const { may: _, ...toAll } = await shownTo(now, all, context, { isToAll: true });
  const whole = progressReply(now, all, toAll);
  const live = liveCard(now, whole, context, before);
  // Where it runs everybody sees all of it anyway; elsewhere they are told of what they may see, and nothing comes after it.
  const isHere = sameId(now.spaceId, context.space.id);
  if (isHere) return { reply: whole, trackingIds: [], ...more, live };
  const counts = await countsSeen(now, context);
  const reply = progressReply(await asSeen(now, context), counts, await shownTo(now, counts, context));
  return { reply, trackingIds: [], ...more, live: { ...live, reply: whole } };
}

/** What is under way comes to its end in a moment: as it is by then. What ends later is told by itself. */
async function ended(rollout: Rollout, { store: { rollouts }, pause }: ReadContext): Promise<Rollout> {
  let now = rollout;
  for (let waited = 0; now.status === 'ending' && waited < ENDING_MS; waited += LOOK_MS) {
    await pause(LOOK_MS);
    now = (await rollouts.get(rollout.id)) ?? now;
  }
  while (now.status === 'ending') {
    const left = await rollouts.turn(now, { awaitedUntil: undefined });
    if (left) return left;
    now = (await rollouts.get(rollout.id)) ?? { ...now, status: 'cancelled' };
  }
  return now;
}

/** A reply that the next card about this rollout comes in the place of. */
export function liveCard(
  { id, spaceId, parentId, status }: Rollout,
  { text }: Reply,
  { store, now }: ReadContext,
  before?: Rollout['card'],
): Live {
  return {
    spaceId,
    parentId,
    ...(before !== undefined && before.id !== '' && { before: before.id }),
    async onPosted(messageId) {
      for (;;) {
        const latest = await store.rollouts.get(id);
        if (!latest) return true;
        // Somebody told of it meanwhile, and that comes below.
        if (latest.card !== undefined && latest.card.id !== before?.id) return false;
        if (status === 'surveying' && latest.status !== status) return false;
        const card = { id: messageId, at: now, count: (latest.card?.count ?? 0) + 1, said: text };
        if (await store.rollouts.turn(latest, { card })) return true;
      }
    },
  };
}
