import type { Permission } from '#intent/asker.ts';
import type { Device } from '#webex/devices.ts';
import { ALL, each, isAbout, isPath, type Wanted } from './matches.ts';
import type { Policy, Rule } from './policy.ts';

/** Whether the words of a rule choose a device; undefined when that can't be told just now. */
export type Chooses = (words: string, device: Device) => boolean | undefined;

/** What the rules say, and which of them said it. */
export type Decision =
  | { isAllowed: true; rule: Rule | undefined }
  /** `rule` denies it; without one, nothing allows it. `device` is the first that is not allowed. */
  | { isAllowed: false; rule?: Rule; device?: Device };

const rulesOf = (policy: Policy, roles: readonly string[], effect: Rule['effect']): Rule[] =>
  roles.flatMap((role) => policy.roles.get(role)?.rules.filter((rule) => rule.effect === effect) ?? []);

/**
 * Decides by the roles that somebody has: every device has to be allowed by some rule and denied by none; what no rule
 * allows is denied. Where it can't be told whether a rule is about a device, it does not allow and does deny. What amounts to
 * several commands has to be allowed as each of them.
 */
export function decide(
  policy: Policy,
  roles: readonly string[],
  wanted: Wanted,
  devices: readonly Device[],
  chooses: Chooses,
): Decision {
  const [own = wanted, ...others] = each(wanted);
  const decision = decideOne(policy, roles, own, devices, chooses);
  if (!decision.isAllowed) return decision;
  for (const other of others) {
    const one = decideOne(policy, roles, other, devices, chooses);
    if (!one.isAllowed) return one;
  }
  return decision;
}

function decideOne(
  policy: Policy,
  roles: readonly string[],
  wanted: Wanted,
  devices: readonly Device[],
  chooses: Chooses,
): Decision {
  if (wanted.needs === 'open') return { isAllowed: true, rule: undefined };
  const denials = rulesOf(policy, roles, 'deny').filter((rule) => isAbout(rule, wanted));
  const allowances = rulesOf(policy, roles, 'allow').filter((rule) => isAbout(rule, wanted));
  const [allowance] = allowances;
  if (!allowance) return { isAllowed: false };
  const everywhere = denials.find((rule) => rule.devices === undefined);
  if (everywhere) return { isAllowed: false, rule: everywhere };
  let decisive = allowance;
  for (const device of devices) {
    const denial = denials.find((rule) => rule.devices !== undefined && chooses(rule.devices, device) !== false);
    if (denial) return { isAllowed: false, rule: denial, device };
    const allowed = allowances.find((rule) => rule.devices === undefined || chooses(rule.devices, device) === true);
    if (!allowed) return { isAllowed: false, device };
    decisive = allowed;
  }
  return { isAllowed: true, rule: decisive };
}

/** Whether the rules let them do anything of that kind here, on some device at least. `needsOf` is that of a command's name. */
export function mayAny(
  policy: Policy,
  roles: readonly string[],
  needs: Permission,
  space: Wanted['space'],
  needsOf: (command: string) => Permission | undefined,
): boolean {
  const names = (command: string) =>
    command === ALL ||
    command === needs ||
    // Whoever may run one of an administrator's commands by its name does not run this bot.
    (needs !== 'administer' && (isPath(command) ? needs === 'operate' : needsOf(command) === needs));
  return roles
    .flatMap((role) => policy.roles.get(role)?.rules ?? [])
    .filter(({ effect }) => effect === 'allow')
    .some(({ commands, spaces, tiers }) => {
      const found = commands.find(names);
      if (found === undefined) return false;
      const wanted = { command: needsOf(found) ? found : '', needs, sends: isPath(found) ? [found] : [], space };
      // Each tier by itself: it is enough that one of them is left.
      return tiers.some(
        (tier) =>
          isAbout(
            { effect: 'allow', role: '', number: 0, line: undefined, commands, tiers, spaces },
            { ...wanted, tier },
          ) &&
          !rulesOf(policy, roles, 'deny').some(
            (rule) => rule.devices === undefined && isAbout(rule, { ...wanted, tier }),
          ),
      );
    });
}

/**
 * Whether any of their rules lets somebody see a device here: what is hidden from them is not there for them.
 * `command` narrows it to what one command may look at.
 */
export function isVisible(
  policy: Policy,
  roles: readonly string[],
  wanted: Pick<Wanted, 'space'> & Partial<Wanted>,
  device: Device,
  chooses: Chooses,
): boolean {
  const { space, command, needs } = wanted;
  if (command !== undefined && needs !== undefined)
    return decide(policy, roles, { command, needs, tier: 0, sends: [], space }, [device], chooses).isAllowed;
  const isHere = (rule: Rule) =>
    isAbout({ ...rule, commands: [ALL] }, { command: '', needs: 'look', sends: [], space });
  const isOf = (rule: Rule) => rule.devices === undefined || chooses(rule.devices, device) === true;
  const isHidden = rulesOf(policy, roles, 'deny')
    .filter((rule) => isAbout(rule, { command: '', needs: 'look', tier: 0, sends: [], space }))
    .some((rule) => rule.devices === undefined || chooses(rule.devices, device) !== false);
  return !isHidden && rulesOf(policy, roles, 'allow').some((rule) => isHere(rule) && isOf(rule));
}

/** Whether the rules of these roles make any difference between devices. */
export const looksAtDevices = (policy: Policy, roles: readonly string[]): boolean =>
  roles.some((role) => policy.roles.get(role)?.rules.some(({ devices }) => devices !== undefined));
