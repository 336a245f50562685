import { endedBy } from '#guard/approve.ts';
import { settled } from '#guard/press.ts';
import { sameId } from '#lib/ids.ts';
import type { Problem } from '#lib/problem.ts';
import type { Plan as PlanRecord } from '#store/index.ts';
import type { Known } from './context.ts';
import type { Rooms } from './rooms.ts';

/** Why an approval can't be answered any more: who answered it, when, and what came of it. */
export async function overNow(
  { store, chat, clock }: Rooms,
  before: PlanRecord,
  clicker: Pick<Known, 'id'>,
): Promise<Problem> {
  const record = (await store.plans.get(before.id)) ?? before;
  const { settledBy } = record;
  if (settledBy === undefined) return settled(record, clock.now());
  const isThemselves = sameId(settledBy, clicker.id);
  const person = isThemselves ? undefined : await chat.person(settledBy).catch(() => undefined);
  const name = isThemselves ? 'You' : (person?.displayName ?? 'Somebody');
  return endedBy(record, name, clock.now()) ?? settled(record, clock.now());
}
