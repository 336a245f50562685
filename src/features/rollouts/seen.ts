import { placeOf as placeNow, recordOfPlace } from '#fleet/places.ts';
import type { Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Target } from '#intent/parts.ts';
import { weightOf } from '#intent/rollout-weight.ts';
import type { BriefItem, Count, Rollout, RolloutItem } from '#intent/rollouts.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { DONE, type ItemState } from '#lib/rollout.ts';
import type { Device } from '#webex/devices.ts';
import { everyItem } from './every-item.ts';

type Item = Pick<RolloutItem, 'deviceId' | 'name' | 'product' | 'where'>;
type Seeing = Pick<ReadContext, 'sees' | 'seesPlaces'>;

/** To those whose rules make differences between devices nobody can say this one is theirs. */
const NO_DEVICE = '';

/** Where a device was when it was taken in; all that rules know of one that the bot does not see, or that is gone. */
const placeOf = ({ product, where }: Item) => where ?? { kind: 'device' as const, product };

/** Whether the asker may see a device of a rollout, also one that only administrators see; undefined: they may see any. */
export async function seesItem(context: Seeing): Promise<((item: Item) => boolean) | undefined> {
  const sees = await context.sees();
  if (sees(NO_DEVICE)) return undefined;
  const seesPlace = await context.seesPlaces();
  return (item) => sees(item.deviceId) || seesPlace({ id: item.deviceId, name: item.name, place: placeOf(item) });
}

/** How far a rollout is, of the devices that the asker may see; none at all where they may see none. */
export async function countsSeen({ id }: Pick<Rollout, 'id'>, context: ReadContext): Promise<Count[]> {
  const { items } = context.store.rollouts;
  const sees = await seesItem(context);
  if (!sees) return items.counts(id);
  const counts = new Map<string, Count>();
  for await (const item of everyItem(context.store, id)) {
    if (!sees(item)) continue;
    const { state, stage, reason } = item;
    const key = `${state} ${stage} ${reason}`;
    counts.set(key, { state, stage, reason, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

/** Whether they may see any of its devices; of one that has none yet everybody may know. */
export async function seesAny({ id }: Pick<Rollout, 'id'>, context: ReadContext): Promise<boolean> {
  const sees = await seesItem(context);
  if (!sees) return true;
  let isEmpty = true;
  for await (const item of everyItem(context.store, id)) {
    if (sees(item)) return true;
    isEmpty = false;
  }
  return isEmpty;
}

/** Why it stands still counts devices, or names them: to those who may not see all of them nothing is told of what they don't see. */
export async function asSeen(rollout: Rollout, context: ReadContext): Promise<Rollout> {
  const { why } = rollout;
  if (why === undefined || !/\d|because/.test(why) || (await seesAll(rollout, context))) return rollout;
  return {
    ...rollout,
    why: why.replace(/^(It stopped by itself) because .*$/s, '$1 because too many devices failed.'),
  };
}

/** The same for an answer about this one. Throws a Problem where they may see none of its devices. */
export async function countsOrRefused(rollout: Pick<Rollout, 'id' | 'number'>, context: ReadContext): Promise<Count[]> {
  const counts = await countsSeen(rollout, context);
  if (counts.length > 0 || (await context.store.rollouts.items.counts(rollout.id)).length === 0) return counts;
  throw new Problem(`Rollout ${rollout.number} is on devices that you may not see`, {
    code: 'rollout-not-seen',
    next: [{ title: 'Rollouts', say: 'rollouts' }],
  });
}

/** Whether the asker may see each of its devices: words that name them are for nobody else. */
export async function seesAll({ id }: Pick<Rollout, 'id'>, context: ReadContext): Promise<boolean> {
  const sees = await seesItem(context);
  if (sees) for await (const item of everyItem(context.store, id)) if (!sees(item)) return false;
  return true;
}

/** Those of them that the asker may see. */
export async function itemsSeen<One extends Item>(items: readonly One[], context: Seeing): Promise<readonly One[]> {
  const sees = await seesItem(context);
  return sees ? items.filter(sees) : items;
}

/** Before a device is named: throws a Problem unless the asker may see all of them. */
export async function mustSeeAll(
  { number }: Pick<Rollout, 'number'>,
  items: readonly Item[],
  context: Seeing,
): Promise<void> {
  const hidden = items.length - (await itemsSeen(items, context)).length;
  if (hidden === 0) return;
  throw new Problem(`Rollout ${number} is on devices that you may not see`, {
    code: 'not-allowed',
    hint: `${deviceCount(hidden)} of ${items.length.toLocaleString('en')}. Only somebody whose roles cover all of them can do this. Nothing was changed.`,
  });
}

/** Devices that it has yet to do; those that it did, once there are none. */
const LEFT: readonly ItemState[] = ['new', 'change', 'sending'];

/**
 * What somebody needs to hold, end or go on with a rollout: the rights on all devices that it has yet to do, as if they began it.
 * Whoever began it may always hold and end it.
 */
export async function held(
  rollout: Rollout,
  context: ReadContext,
  { isCalm = false } = {},
): Promise<Pick<Plan<unknown>, 'targets'> & ReturnType<typeof weightOf>> {
  if (isCalm && rollout.personId === context.asker.id) return { targets: [], tier: 0, sends: [], also: [] };
  const items = await concernedOf(rollout, context);
  await mustSeeAll(rollout, items, context);
  return { targets: await targetsOf(items, context), ...weightOf(rollout.spec, items) };
}

const concernedOf = async ({ id }: Rollout, { store }: ReadContext): Promise<BriefItem[]> => {
  const { items } = store.rollouts;
  const left = await items.brief(id, { states: LEFT });
  return left.length > 0 ? left : items.brief(id, { states: DONE });
};

/** What only holds it up for a while: the right to do so on any device that it has yet to do is enough. */
export async function heldByAny(rollout: Rollout, context: ReadContext) {
  const calm = { tier: 0 as const, calms: true as const, locksItself: true as const, sends: [], also: [], facts: [] };
  if (rollout.personId === context.asker.id) return { ...calm, targets: [] };
  const items = await concernedOf(rollout, context);
  const seen = await targetsOf(await itemsSeen(items, context), context);
  const some = await mineOf(seen, { tier: 0, sends: [] }, context);
  if (some.length === 0) await mustSeeAll(rollout, items, context);
  return { ...calm, targets: some.length > 0 ? some : seen };
}

/** Those of them that the asker may do this to. */
export async function mineOf(
  targets: readonly Target[],
  sent: Parameters<ReadContext['isMine']>[1],
  context: ReadContext,
): Promise<Target[]> {
  const own = new Map((await context.fleet.list()).map((device) => [device.id, device]));
  const mine = await Promise.all(
    targets.map(async (target) => {
      const device = target.place ? recordOfPlace(target, target.place) : own.get(target.id);
      return device && (await context.isMine(device, sent)) ? [target] : [];
    }),
  );
  return mine.flat();
}

/** Devices as rules see them: those that are not the bot's own by where they are, or were when they were taken in. */
export async function targetsOf(
  items: readonly Item[],
  { fleet }: Pick<ReadContext, 'fleet'>,
  devices?: ReadonlyMap<string, Device>,
): Promise<Target[]> {
  const own = new Set((await fleet.list()).map(({ id }) => id));
  return items.map((item) => {
    const { deviceId: id, name } = item;
    const device = devices?.get(id);
    return { id, name, ...(!own.has(id) && { place: device ? placeNow(device) : placeOf(item) }) };
  });
}

/** The same for what only holds or ends it: no limit keeps anybody from that, and it is done at once. */
export async function heldCalmly(rollout: Rollout, context: ReadContext) {
  const { targets, sends, also } = await held(rollout, context, { isCalm: true });
  return { tier: 0 as const, calms: true as const, locksItself: true as const, targets, sends, also, facts: [] };
}
