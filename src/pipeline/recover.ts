import type { Answering } from './answering.ts';
import { glassEnded } from './glass-told.ts';
import { outcomeText } from './private.ts';
import type { Rooms } from './rooms.ts';
import { effectKeyOfPlan, type Story } from './several.ts';
import { unknownReply, whatBecameOf } from './take-up.ts';

const STOPPED = 'the bot stopped while this was being done';

/**
 * Plans that were being applied when a bot stopped and whose event did not come to an end since: what became of them is
 * not known, so the space is told and nothing is sent again. `before` (epoch ms) leaves out younger ones, which may be
 * under way.
 */
export async function recover(rooms: Rooms, { say }: Pick<Answering, 'say'>, before: number): Promise<void> {
  const { store, chat, log } = rooms;
  for (const plan of await store.plans.interrupted(before)) {
    const isOurs = await store.plans.settle(plan.id, 'uncertain', STOPPED);
    if (!isOurs) continue;
    const effect = await store.effects.get(effectKeyOfPlan(plan.id));
    const unknown: Story = { reply: unknownReply(plan), state: 'uncertain', outcome: 'uncertain' };
    const { reply, state, outcome, detail, undo } = effect ? await whatBecameOf(rooms, effect) : unknown;
    if (effect?.state === 'sending') await store.effects.settle(effect.key, state, reply, undo);
    store.locks.release(effectKeyOfPlan(plan.id));
    if (state !== 'uncertain') await store.plans.settle(plan.id, state, outcomeText(reply));
    await glassEnded(rooms, plan.id, reply);
    const person = await chat.person(plan.personId).catch(() => undefined);
    const { spaceId, personId, orgId, command: action, words } = plan;
    const targets = effect?.targets ?? [];
    const entry = { spaceId, personId, personEmail: person?.email ?? '', orgId, action, words, targets };
    await store.audit.append({ ...entry, detail: detail ?? STOPPED, outcome, ...(undo && { undo }) });
    for (const spent of [plan.messageId, effect?.progressId])
      if (spent !== undefined) await chat.remove(spent).catch(() => undefined);
    await say({ spaceId, parentId: plan.parentId, personId }, reply).catch((error) =>
      log.error({ planId: plan.id, err: error }, 'an interrupted change could not be told'),
    );
  }
}
