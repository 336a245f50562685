import { isPanel } from '#fleet/abilities.ts';
import { activityOf } from '#fleet/activity.ts';
import { conditionOf } from '#fleet/condition.ts';
import { fanOut } from '#fleet/fan-out.ts';
import type { ReadContext } from '#intent/context.ts';
import type { BriefItem, Rollout } from '#intent/rollouts.ts';
import { nameList } from '#lib/name-list.ts';
import { NAMED, namesEach } from './plan-moves.ts';

/**
 * Who is in a call while the plan is made, of so few that each is named: "Hardanger is in a call now; Kew did not tell." Nothing
 * where nobody is. Each is asked again right before its turn.
 */
export async function callsNow(
  { spec }: Pick<Rollout, 'spec'>,
  changing: readonly BriefItem[],
  context: ReadContext,
): Promise<string> {
  if (!namesEach(spec, changing)) return '';
  const own = new Map((await context.fleet.list()).map((device) => [device.id, device]));
  const devices = changing.flatMap(({ deviceId }) => own.get(deviceId) ?? []);
  // A panel has no calls, and what is offline is in none.
  const asked = devices.filter((device) => conditionOf(device).isOnline && !isPanel(device));
  const told = await fanOut(asked, async (device) => ({
    name: device.displayName,
    count: (await activityOf(device, context))?.calls.count,
  }));
  const [busy, untold] = [told.filter(({ count = 0 }) => count > 0), told.filter(({ count }) => count === undefined)];
  return [
    ...(busy.length > 0 ? [`${names(busy)} ${busy.length === 1 ? 'is in a call' : 'are in calls'} now`] : []),
    ...(untold.length > 0 ? [`${names(untold)} did not tell${busy.length > 0 ? '' : ' of calls'}`] : []),
  ].join('; ');
}

const names = (those: readonly { name: string }[]): string =>
  nameList(
    those.map(({ name }) => name),
    NAMED,
  );
