import type { Answering } from './answering.ts';
import type { Rooms } from './rooms.ts';
import { unknownReply } from './take-up.ts';

/**
 * Plans that were being applied when a bot stopped and whose event did not come to an end since: what became of them is
 * not known, so the space is told and nothing is sent again. `before` (epoch ms) leaves out younger ones, which may be
 * under way.
 */
export async function recover(
  { store, chat, log }: Rooms,
  { say }: Pick<Answering, 'say'>,
  before: number,
): Promise<void> {
  for (const plan of await store.plans.interrupted(before)) {
    const isOurs = await store.plans.settle(plan.id, 'uncertain', 'the bot stopped while this was being done');
    if (!isOurs) continue;
    const detail = 'the bot stopped while this was being done';
    const person = await chat.person(plan.personId).catch(() => undefined);
    const { spaceId, personId, orgId, command: action, words } = plan;
    const entry = { spaceId, personId, personEmail: person?.email ?? '', orgId, action, words, detail, targets: [] };
    await store.audit.append({ ...entry, outcome: 'uncertain' });
    if (plan.messageId !== undefined) await chat.remove(plan.messageId).catch(() => undefined);
    const reply = unknownReply(plan.title);
    await say({ spaceId: plan.spaceId, parentId: plan.parentId }, reply).catch((error) =>
      log.error({ planId: plan.id, err: error }, 'an interrupted change could not be told'),
    );
  }
}
