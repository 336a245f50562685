import { askedDevices, isSeveral, type Selected } from '#fleet/asked.ts';
import type { Fleet } from '#fleet/fleet.ts';
import { matchDevices } from '#fleet/match.ts';
import { MOST_READ } from '#fleet/read-devices.ts';
import { isSelection, namesSeveral } from '#fleet/selection.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import { looseWays } from './config-words.ts';
import { slipIn } from './meant.ts';

interface Asked {
  admin: AdminReads;
  /** One device, or the selection where the words mean more. */
  on: Device | Selected;
  keys: string[];
}

/** What is asked about, of all that the asker may see, and the keys: "Fjord Audio DefaultVolume" names one without dots. */
export async function askedFor(
  { device: phrase, keys }: { device?: string | undefined; keys: string[] },
  context: ReadContext,
): Promise<Asked> {
  const admin = await context.admin('configurations:read');
  const fleet = within(admin.fleet, context);
  try {
    return { admin, on: await askedDevices(phrase, fleet, MOST_READ), keys };
  } catch (error) {
    if (!isUnknown(error) || phrase === undefined) throw error;
    const slip = slipIn(phrase, keys);
    if (slip) throw slip;
    if (keys.length > 0) throw error;
    const devices = await admin.fleet.list();
    for (const { device, key } of looseWays(phrase)) {
      const isSet = isSelection(device) || namesSeveral(device);
      if (!isSet && matchDevices(device, devices).length !== 1) continue;
      const on = await askedDevices(device, fleet, MOST_READ).catch(ifUnknown);
      if (on) return { admin, on, keys: [key] };
    }
    throw error;
  }
}

const isUnknown = (error: unknown): boolean => error instanceof Problem && error.code === 'no-such-device';

function ifUnknown(error: unknown): undefined {
  if (!isUnknown(error)) throw error;
}

/** The device or the selection as words of a button. */
export const targetOf = (on: Device | Selected): string => (isSeveral(on) ? on.phrase : `id:${on.id}`);

/** The space's own device counts among those of an administrator too. */
export const within = (fleet: Fleet, { store, space }: Pick<ReadContext, 'store' | 'space'>) => ({
  fleet,
  store,
  space,
});
