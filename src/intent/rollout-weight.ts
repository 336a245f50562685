import { mayCutOff } from '#lib/configuration-risk.ts';
import type { Setting, Spec, Wish } from '#lib/rollout.ts';
import { isGraveTogether } from '#lib/together.ts';
import type { Amounts } from './asker.ts';
import { tierOf } from './danger.ts';

const RESTART = 'SystemUnit.Boot';

/** What one device gets: what it does not have already, once somebody looked, else what was asked for it. */
interface Device {
  wishes?: readonly Wish[] | undefined;
  settings?: readonly Setting[] | undefined;
}

type Asked = Pick<Spec, 'work' | 'thenReboot'>;

/** The keys that these devices get, and which of them are to be at their default again. */
function settingsOf({ work }: Asked, devices: readonly Device[]): readonly (Wish | Setting)[] {
  const common = work.kind === 'settings' ? work.settings : [];
  const own = devices.map(({ wishes, settings }) => wishes ?? settings ?? common);
  return own.length === 0 ? common : [...new Set(own)].flat();
}

/** Configurations that may cut a device off, of what these devices get. */
export const riskyOf = (asked: Asked, devices: readonly Device[]): string[] => [
  ...new Set(settingsOf(asked, devices).flatMap(({ key }) => (mayCutOff(key) ? [key] : []))),
];

/**
 * How much a rollout asks of people, the xAPI commands that it sends, and what it amounts to: what rules of a policy go by. It is
 * what "config set" would be on each of its devices. `count`: how many devices it is about in all.
 */
export function weightOf(asked: Asked, devices: readonly Device[], count = devices.length): Required<Amounts> {
  const { work, thenReboot } = asked;
  if (work.kind === 'command') {
    const { command, arguments: given } = work;
    const tier = count > 1 && isGraveTogether(command) ? 3 : tierOf(command, given);
    return { tier, sends: [command], also: [] };
  }
  const settings = settingsOf(asked, devices);
  const [isReset, isSet] = [settings.some((one) => 'reset' in one), settings.some((one) => !('reset' in one))];
  const isGrave = thenReboot && count > 1 && isGraveTogether(RESTART);
  const isHeavy = thenReboot || settings.some(({ key }) => mayCutOff(key));
  return {
    tier: isGrave ? 3 : isHeavy ? 2 : 1,
    sends: thenReboot ? [RESTART] : [],
    also: [...(isSet ? ['config set'] : []), ...(isReset ? ['config reset'] : [])],
  };
}

/** The command that begins a rollout: whatever goes on with one is judged as that as well. */
export const START = 'rollout start';
