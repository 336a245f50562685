import type { ReadContext } from '#intent/context.ts';
import type { Device } from '#webex/devices.ts';
import { isSelection, namesSeveral, tooMany } from './selection.ts';

/** More devices than that are changed in stages. */
export const MOST_DEVICES = 100;

/** Several devices, and the words that named them. */
export interface Selected {
  phrase: string;
  devices: readonly Device[];
}

type Context = Pick<ReadContext, 'fleet' | 'store' | 'space'>;

/** The device that words name; without a name, the space's own. The store is asked only when no name was said. */
export async function askedDevice(phrase: string | undefined, { fleet, store, space }: Context): Promise<Device> {
  return fleet.one(phrase, phrase === undefined ? await store.spaces.device(space.id) : undefined);
}

/**
 * The device that words name, with its state of now, or the selection when they mean more than one.
 * Throws a Problem for a selection of more than `most`.
 */
export async function askedDevices(
  phrase: string | undefined,
  context: Context,
  most = MOST_DEVICES,
): Promise<Device | Selected> {
  if (phrase === undefined || !(isSelection(phrase) || namesSeveral(phrase))) return askedDevice(phrase, context);
  const devices = await context.fleet.many(phrase);
  const [only, another] = devices;
  if (only && !another) return context.fleet.one(`id:${only.id}`);
  if (devices.length > most) throw tooMany(phrase, devices.length, most);
  return { phrase, devices };
}

export const isSeveral = (asked: Device | Selected): asked is Selected => 'devices' in asked;
