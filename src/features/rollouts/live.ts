import type { Live, Outcome } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { sameId } from '#lib/ids.ts';
import type { Reply } from '#render/reply.ts';
import { progressReply } from '#render/rollout-reply.ts';
import { asSeen, countsSeen } from './seen.ts';
import { shownTo } from './shown-to.ts';

const ENDING_MS = 3_000;
const LOOK_MS = 100;

/** How far a rollout is, as the answer to what somebody did with it. `before` is the card that stood there until now. */
export async function liveReply(
  rollout: Rollout,
  context: ReadContext,
  { before, ...more }: Pick<Outcome, 'undo'> & { before?: Rollout['card'] } = {},
): Promise<Outcome> {
  const { store } = context;
  const all = await store.rollouts.items.counts(rollout.id);
  const { may: _, ...toAll } = await shownTo(all, context);
  const whole = progressReply(rollout, all, toAll);
  const live = liveCard(rollout, whole, context, before);
  // Where it runs everybody sees all of it anyway; elsewhere they are told of what they may see.
  const isHere = sameId(rollout.spaceId, context.space.id);
  if (isHere) return { reply: whole, trackingIds: [], ...more, live };
  // The card goes on where it runs; here nothing comes after this.
  const now = rollout.status === 'ending' ? await ended(rollout, context) : rollout;
  const counts = await countsSeen(now, context);
  const reply = progressReply(await asSeen(now, context), counts, await shownTo(counts, context));
  return { reply, trackingIds: [], ...more, live: { ...live, reply: whole } };
}

/** What is under way comes to its end in a moment; as it is by then, whatever that is. */
async function ended(rollout: Rollout, { store, pause }: ReadContext): Promise<Rollout> {
  let now: Rollout | undefined = rollout;
  for (let waited = 0; now?.status === 'ending' && waited < ENDING_MS; waited += LOOK_MS) {
    await pause(LOOK_MS);
    now = await store.rollouts.get(rollout.id);
  }
  return now ?? rollout;
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
