import type { Permission, Tier } from '#intent/asker.ts';
import { sameId } from '#lib/ids.ts';
import type { Concerned, Rule, Sends } from './policy.ts';

/** What somebody wants to do, as rules see it. */
export interface Wanted {
  /** The command's name, such as `reboot`. */
  command: string;
  needs: Permission;
  /** Commands that it amounts to, which need the same: what holds for one of them holds for it. */
  also?: readonly string[];
  /** Of the plan; 0 for what only looks. Left out where it is not known yet: any tier may come. */
  tier?: Tier;
  /** The xAPI commands that go to devices. */
  sends: readonly string[];
  space: { id: string; type: 'group' | 'direct' };
}

export const ALL = 'all';
/** Words that stand for all commands which need them. */
export const KINDS: readonly string[] = ['look', 'operate', 'administer'];
export const DIRECT = 'direct';

/** Whether a text is a path of the xAPI: `Audio.Volume.Set`, `Audio.*`. */
export const isPath = (text: string): boolean => text.includes('.');

/** Whether a rule is about this, whatever its devices are. */
export function isAbout({ effect, commands, sends, tiers, spaces }: Rule, wanted: Wanted): boolean {
  const inTiers = wanted.tier === undefined ? effect === 'allow' || tiers.length === 4 : tiers.includes(wanted.tier);
  return inTiers && isIn(spaces, wanted.space) && namesCommand({ commands, sends }, wanted, effect);
}

/** Whether a limit or an approval is about a change by somebody with these roles, whatever its devices are. */
export function isConcerned(rule: Concerned, wanted: Wanted, roles: readonly string[]): boolean {
  return (
    rule.tiers.includes(wanted.tier ?? 0) &&
    (rule.roles === undefined || rule.roles.some((role) => roles.includes(role))) &&
    (rule.commands === undefined ||
      each(wanted).some((one) => namesCommand({ commands: rule.commands ?? [], sends: rule.sends }, one, 'deny')))
  );
}

/** What is wanted, as each of the commands that it amounts to. */
export const each = ({ also = [], ...wanted }: Wanted): Wanted[] => [
  wanted,
  ...also.map((command) => ({ ...wanted, command })),
];

/** Whether a rule lets something be done that nothing allows by itself: all that is sent has to be named. */
export function isGranted(rule: Concerned, wanted: Wanted, roles: readonly string[]): boolean {
  const inTiers = wanted.tier === undefined || rule.tiers.includes(wanted.tier);
  const isTheirs = rule.roles === undefined || rule.roles.some((role) => roles.includes(role));
  return inTiers && isTheirs && namesCommand({ commands: rule.commands ?? [] }, wanted, 'allow');
}

const isIn = (spaces: readonly string[] | undefined, { id, type }: Wanted['space']): boolean =>
  spaces === undefined || spaces.some((space) => (space === DIRECT ? type === 'direct' : sameId(space, id)));

/** What shows and stops others' doings is for those who may operate, and not less for those who may only administer. */
const ALSO_BY: Partial<Record<string, Permission>> = {
  rollouts: 'administer',
  'rollout show': 'administer',
  'rollout pause': 'administer',
  'rollout stop': 'administer',
};

/**
 * An allowance has to hold for all that is sent, a denial for any of it. A verb in a restriction means what it sends as
 * well, however that is said; in an allowance it means the verb alone, so that neither gives more than it seems to.
 */
function namesCommand(
  { commands, sends: ofVerbs }: { commands: readonly string[]; sends?: Sends | undefined },
  { command, needs, sends }: Wanted,
  effect: Rule['effect'],
): boolean {
  if (commands.some((one) => one === ALL || one === needs || one === command)) return true;
  if (effect === 'allow' && commands.some((one) => one === ALSO_BY[command])) return true;
  const paths = commands.filter(isPath);
  const isNamed = (sent: string) => paths.some((path) => isOfPath(sent, path));
  if (effect === 'allow') return sends.length > 0 && sends.every(isNamed);
  const meant = new Set([...(ofVerbs?.values() ?? [])].flat().map((path) => path.toLowerCase()));
  return sends.some((sent) => isNamed(sent) || meant.has(sent.toLowerCase()));
}

/** `Audio.*` is everything below Audio. */
function isOfPath(sent: string, pattern: string): boolean {
  const [name, wanted] = [sent.toLowerCase(), pattern.toLowerCase()];
  return wanted.endsWith('.*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}
