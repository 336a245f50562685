import type { Fact } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import type { Device } from '#webex/devices.ts';
import { isPanel } from './abilities.ts';
import { type Activity, activityOf } from './activity.ts';
import { fanOut } from './fan-out.ts';

const NAMES = 5;
/** Glances at the same time: each is given up after some seconds, and somebody waits for all of them. */
const GLANCES = 16;
/** After so many silent devices the others are not waited for. */
const MOST_SILENT = 16;

/** What is known of each device's calls; undefined where it does not tell. Touch panels have none and are not asked. */
export async function activities(
  devices: readonly Device[],
  context: Pick<ReadContext, 'webex' | 'log'>,
): Promise<Map<Device, Activity | undefined>> {
  let silent = 0;
  const asked = devices.filter((device) => !isPanel(device));
  const told = await fanOut(
    asked,
    async (device): Promise<[Device, Activity | undefined]> => {
      const activity = silent < MOST_SILENT ? await activityOf(device, context) : undefined;
      if (activity === undefined) silent += 1;
      return [device, activity];
    },
    GLANCES,
  );
  return new Map(told);
}

const namesOf = (devices: readonly Device[]) =>
  nameList(
    devices.map(({ displayName }) => displayName),
    NAMES,
  );
const idsOf = (devices: readonly Device[]) =>
  devices
    .map(({ id }) => id)
    .sort()
    .join(' ');

/** What goes on at these devices, as facts of a plan; those that do not tell are said to be unknown, never idle. */
export function activityFacts(told: ReadonlyMap<Device, Activity | undefined>, consequence: string): Fact[] {
  const which = (test: (activity: Activity | undefined) => boolean) =>
    [...told].filter(([, activity]) => test(activity)).map(([device]) => device);
  const inCall = which((activity) => (activity?.calls.count ?? 0) > 0);
  const presenting = which((activity) => activity?.isPresenting === true);
  const unknown = which((activity) => activity?.calls.count === undefined);
  const idle = told.size - inCall.length - unknown.length;
  return [
    ...(inCall.length > 0
      ? [{ key: `in-call:${idsOf(inCall)}`, text: `In a call: ${namesOf(inCall)}. ${consequence}` }]
      : []),
    ...(presenting.length > 0
      ? [{ key: `presenting:${idsOf(presenting)}`, text: `Somebody is presenting on ${namesOf(presenting)}.` }]
      : []),
    ...(unknown.length > 0
      ? [
          {
            key: 'activity-unknown',
            text: `${deviceCount(unknown.length)} did not tell me whether there is a call: ${namesOf(unknown)}.`,
          },
        ]
      : []),
    ...(inCall.length === 0 && idle > 0
      ? [{ key: 'idle', text: unknown.length > 0 ? 'The others are not in a call.' : 'None of them is in a call.' }]
      : []),
  ];
}
