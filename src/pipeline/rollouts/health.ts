import { conditionOf } from '#fleet/condition.ts';
import { fanOut } from '#fleet/fan-out.ts';
import type { ItemLook, Rollout } from '#store/index.ts';
import type { Device } from '#webex/devices.ts';
import { WebexError } from '#webex/errors.ts';
import type { Rooms } from '../rooms.ts';
import { type Starter, starterOf } from './acting.ts';

/** So long after its restart was sent a device that is connected may not have gone yet. */
const GOING_MS = 30_000;
/** As few as these are asked for one by one where there are a hundred times as many: Webex lists a thousand in some seconds. */
const FEW = 100;
const SHARE = 100;

/**
 * Which devices are worse off than before they were changed, and why; `isBack`: none of them may yet come back from a restart.
 * `back`: those that came back from theirs since they were looked at last.
 */
export interface Health {
  ill: ReadonlyMap<string, string>;
  isBack: boolean;
  back: ReadonlySet<string>;
}

/** Looks at devices as they are now: what was known of them before they were changed says nothing. Throws a WebexError. */
export async function healthOf(rooms: Rooms, rollout: Rollout, items: AsyncIterable<ItemLook>): Promise<Health> {
  const starter = await starterOf(rooms, rollout);
  const ill = new Map<string, string>();
  const back = new Set<string>();
  let isBack = true;
  const now = rooms.clock.now();
  const look = (item: ItemLook, device: Device | undefined) => {
    // Webex shows it connected for a moment yet.
    const isGoing = item.isRebooted && now - (item.sentAt ?? 0) < GOING_MS;
    if (isGoing) isBack = false;
    else if (item.isRebooted && item.backAt === undefined && device && conditionOf(device).isOnline)
      back.add(item.deviceId);
    const why = device ? worse(item, device) : 'It is gone from Webex';
    if (why === undefined) return;
    ill.set(item.deviceId, why);
    // A restart takes a device away for a while.
    if (device && item.isRebooted && !conditionOf(device).isOnline) isBack = false;
  };
  const { fleet } = starter.actor;
  const few: ItemLook[] = [];
  let devices: ReadonlyMap<string, Device> | undefined;
  for await (const item of items) {
    if (devices) look(item, devices.get(item.deviceId));
    else if (few.push(item) > FEW) devices = await fleet.byId({ isNew: true });
  }
  if (few.length === 0) return { ill, isBack, back };
  if (!devices && few.length * SHARE <= (await fleet.list()).length) devices = await someOf(rooms, starter, few);
  devices ??= await fleet.byId({ isNew: true });
  for (const one of few) look(one, devices.get(one.deviceId));
  return { ill, isBack, back };
}

/** Those of them that are there; undefined where Webex does not tell of one by itself, which is no reason to wait for ever. */
async function someOf(
  { webex, log }: Rooms,
  { actor }: Starter,
  items: readonly ItemLook[],
): Promise<ReadonlyMap<string, Device> | undefined> {
  const { devices } = webex.as(actor.auth, actor.limiter);
  try {
    const found = await fanOut(items, ({ deviceId }) => devices.get(deviceId).catch(notThere));
    return new Map(found.flatMap((device) => (device ? [[device.id, device] as const] : [])));
  } catch (error) {
    if (!(error instanceof WebexError)) throw error;
    log.warn({ err: error }, 'a device could not be looked at by itself: all are listed');
    return undefined;
  }
}

function notThere(error: unknown): undefined {
  if (!(error instanceof WebexError) || error.status !== 404) throw error;
}

/** Whether a device is worse off than before it was changed. */
function worse({ wasOnline, errorCodes = [], isRebooted }: ItemLook, device: Device): string | undefined {
  if (wasOnline && !conditionOf(device).isOnline)
    return isRebooted ? 'It did not come back after its restart' : 'It went offline after the change';
  const known = new Set(errorCodes);
  const fresh = device.errorCodes.filter((code) => !known.has(code));
  return fresh.length > 0 ? `It has new issues since the change: ${fresh.slice(0, 3).join(', ')}` : undefined;
}
