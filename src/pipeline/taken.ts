import { isOver, take } from '#guard/press.ts';
import type { Plan as PlanRecord } from '#store/index.ts';
import { type Asked, effectKeyOf } from './perform.ts';
import type { Rooms } from './rooms.ts';
import { auditOf } from './trail.ts';

type Press = Omit<Asked, 'words' | 'run'>;

/**
 * Takes a plan for a press of its requester on its card; what follows is answered where the plan was asked, and its card has
 * done its work. `until` is for when a second person is asked. Throws the Problem that says why nothing was sent.
 */
export async function taken(
  rooms: Rooms,
  { talk, asker }: Press,
  planId: string,
  to: Parameters<typeof take>[1],
  until?: number,
): Promise<PlanRecord> {
  const { store, clock, log } = rooms;
  const isRepeat = talk.attempt.number > 1;
  try {
    const record = await take(
      { planId, spaceId: talk.space.id, messageId: talk.cardId ?? '', personId: asker.id, now: clock.now() },
      to,
      {
        isRepeat,
        wasBegun: isRepeat && (await store.effects.get(effectKeyOf(talk, planId))) !== undefined,
        ...(until !== undefined && { until }),
        plans: store.plans,
        mayAsk: (command) => rooms.commands.some(({ name, needs }) => name === command && asker.may(needs)),
        nameOf: async (id) => (await rooms.chat.person(id)).displayName,
        onExpired: ({ command, words }) => auditOf(rooms, talk, asker).write(command, words, 'expired', []),
        log,
      },
    );
    talk.isSpent = true;
    talk.parentId = record.parentId;
    return record;
  } catch (error) {
    if (isOver(error)) talk.isSpent = true;
    throw error;
  }
}
