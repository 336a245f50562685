import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import type { StatusTree } from '#webex/merge.ts';
import { callsOf } from './activity.ts';
import { leaf } from './status-tree.ts';

/** What can be offered for a device. */
export interface Abilities {
  hasVolume: boolean;
  hasMicrophones: boolean;
  canCall: boolean;
}

/** Touch panels are devices of their own in Webex, and phones have no xAPI worth the name. */
export const isPanel = ({ product, type }: Pick<Device, 'product' | 'type'>): boolean =>
  /\bnavigator\b|\btouch(\s?10)?\b/i.test(product) || type === 'phone';

/**
 * What a device has, by what it just told of itself; by its product when it told nothing. On a personal device nobody
 * mutes or calls but its owner.
 */
export function abilitiesOf(device: Device, told: StatusTree | undefined): Abilities {
  const hasAll = !isPanel(device);
  const isShared = device.personId === undefined;
  if (told === undefined) return { hasVolume: hasAll, hasMicrophones: hasAll && isShared, canCall: hasAll && isShared };
  return {
    hasVolume: leaf(told, 'Audio.Volume') !== undefined,
    hasMicrophones: isShared && leaf(told, 'Audio.Microphones.Mute') !== undefined,
    canCall: isShared && callsOf(told).count !== undefined,
  };
}

/** What a device lacks that does not know a command, by the beginning of the command's name. */
const LACKS: [string, string][] = [
  ['audio.volume', 'has no loudspeaker'],
  ['audio.microphones', 'has no microphones'],
  ['dial', 'makes no calls'],
  ['call.', 'makes no calls'],
  ['standby.', 'has no standby'],
  ['userinterface.message', 'shows no messages'],
];

/** "has no loudspeaker": what a device lacks that does not know this command. */
export const lackOf = (command: string): string =>
  LACKS.find(([start]) => command.toLowerCase().startsWith(start))?.[1] ?? "can't do that";

/**
 * Throws when the device's own schema says that it has no such command; a schema that does not come keeps nobody from
 * trying. Costs a request for each kind of device and hour, so it is asked only where there is a doubt.
 */
export async function mustKnow(command: string, device: Device, { catalogues }: ReadContext): Promise<void> {
  const catalogue = await catalogues.of(device);
  if (!catalogue || catalogue.command(command)) return;
  throw new Problem(`${device.displayName} ${lackOf(command)}`, {
    code: 'not-capable',
    hint: `It is a ${device.product.replace(/^Cisco /, '') || 'device'} without ${command}. Nothing was sent.`,
    next: [{ title: device.displayName, say: `device id:${device.id}` }],
  });
}
