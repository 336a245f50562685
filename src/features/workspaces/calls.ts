import { activity } from '#fleet/activity.ts';
import { accessOf, conditionOf } from '#fleet/condition.ts';
import type { Fact } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Device } from '#webex/devices.ts';

/** A workspace of more is a wall of devices: the plan need not ask each. */
const MOST_ASKED = 5;

/** Who is in a call there that would end: only devices of the bot tell. With one device it says so of "it", else by name. */
export async function callsOf(devices: readonly Device[], consequence: string, context: ReadContext): Promise<Fact[]> {
  const own = new Map((await context.fleet.list()).map((device) => [device.id, device]));
  const online = devices.filter((device) => conditionOf(device).isOnline);
  const facts = await Promise.all(
    online.slice(0, MOST_ASKED).map(async (device): Promise<Fact[]> => {
      const known = own.get(device.id);
      const told =
        known && accessOf(known) !== 'none'
          ? await activity(known, consequence, context)
          : [{ key: 'untold', text: 'I have no access to it, so I can not tell whether it is in a call.' }];
      if (devices.length === 1) return told;
      return told
        .filter(({ key }) => key !== 'idle')
        .map(({ key, text }) => ({ key: `${key} ${device.id}`, text: `${device.displayName}: ${text}` }));
    }),
  );
  return facts.flat();
}
