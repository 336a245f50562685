import type { Admin } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import type { weightOf } from '#intent/rollout-weight.ts';
import type { Rollout, Turn } from '#intent/rollouts.ts';

/** Whoever begins a rollout has it from then on: it goes out with their rights, and tells how far it is where they said so. */
export const begunBy = (
  rollout: Rollout,
  { asker, space, parentId, isOverGlass }: Pick<ReadContext, 'asker' | 'space' | 'parentId' | 'isOverGlass'>,
  { as, tier }: Pick<Admin, 'as'> & Pick<ReturnType<typeof weightOf>, 'tier'>,
): Turn => ({
  personId: asker.id,
  personName: asker.displayName,
  personEmail: asker.email,
  actsAs: as,
  tier,
  spaceId: space.id,
  parentId,
  isDirect: space.type === 'direct',
  isOverGlass: isOverGlass(),
  ...(rollout.personId !== asker.id && { plannedBy: rollout.plannedBy ?? rollout.personName }),
});
