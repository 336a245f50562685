import { digestOf } from '#guard/digest.ts';
import { PLAN_MS } from '#guard/press.ts';
import type { ChangeIntent, Plan } from '#intent/command.ts';
import type { Plan as PlanRecord } from '#store/index.ts';
import { planArgs } from '#store/sealed.ts';
import type { Asked } from './perform.ts';
import type { Rooms, Talk } from './rooms.ts';

/** Every attempt at one event makes the same plan, so that two cards of it are used once together. Nobody can guess the id. */
const planIdOf = ({ seal }: Rooms, { attempt, entries }: Talk): string =>
  seal.stamp(`plan ${attempt.seq} ${entries}`).slice(0, 22);

/** Keeps a plan until a button of its card is pressed. `waits` is what its devices are waited for with, when they are taken. */
export async function keepPlan(
  rooms: Rooms,
  { talk, asker, words }: Pick<Asked, 'talk' | 'asker' | 'words'>,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  waits?: PlanRecord['waits'],
): Promise<PlanRecord> {
  const now = rooms.clock.now();
  const id = planIdOf(rooms, talk);
  return rooms.store.plans.create({
    id,
    spaceId: talk.space.id,
    ...(talk.parentId !== undefined && { parentId: talk.parentId }),
    personId: asker.id,
    orgId: asker.orgId,
    command: intent.name,
    args: rooms.seal.close(intent.args, planArgs(id)),
    words,
    digest: rooms.seal.stamp(digestOf(intent.name, plan)),
    title: plan.title,
    createdAt: now,
    expiresAt: now + (plan.goodMs ?? PLAN_MS),
    ...(waits && { waits }),
    ...(talk.whenFree && { whenFree: talk.whenFree }),
    ...(talk.glass && { glass: talk.glass }),
  });
}
