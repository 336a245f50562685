import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import { type Chooses, type Decision, decide } from './policy/decide.ts';
import { isAbout, type Wanted } from './policy/matches.ts';
import type { Policy, Rule } from './policy/policy.ts';
import { placesIn, tierWords } from './policy/rule-words.ts';

/** What somebody is to the policy of this moment. */
export interface Standing {
  policy: Policy;
  roles: readonly string[];
}

interface Attempt {
  wanted: Wanted;
  devices: readonly Device[];
  chooses: Chooses;
  /** A thing to do, such as "Restart a device". */
  what: string;
  /** Addresses to name. */
  admins: readonly string[];
  /** They may look at devices here. */
  mayLook: boolean;
  /** They may change devices here. */
  mayOperate?: boolean;
}

/** Gives the rule that allows it; throws a Problem that says what is missing, by which rule, and who can change it. */
export function authorise({ policy, roles }: Standing, attempt: Attempt): Rule | undefined {
  const decision = decide(policy, roles, attempt.wanted, attempt.devices, attempt.chooses);
  if (decision.isAllowed) return decision.rule;
  const { what, admins, mayLook } = attempt;
  const doing = what.charAt(0).toLowerCase() + what.slice(1);
  throw new Problem(mayLook && !attempt.mayOperate ? `You can look, but not ${doing}` : `You can't ${doing}`, {
    code: 'not-allowed',
    hint: [why(decision, { policy, roles }, attempt), `${yourRoles(roles)}.`, askWhom(admins)].join(' '),
    next: mayLook ? [{ title: 'What you can do', say: 'help' }] : [],
  });
}

function why(
  { rule, device }: Extract<Decision, { isAllowed: false }>,
  { policy, roles: held }: Standing,
  { wanted, devices, chooses }: Attempt,
): string {
  if (rule) {
    const denied = `${ruleName(rule, policy)} denies it${device ? ` for ${device.displayName}` : ''}`;
    return `${denied}${rule.because === undefined ? '' : `: ${rule.because.replace(/\.$/, '')}`}.`;
  }
  const roles = rolesFor(policy, wanted, devices, chooses);
  const needed = roles[0] === undefined ? 'No role allows that here.' : `That needs the ${roles[0]} role.`;
  return [
    ...(device && devices.length > 1 ? [`Your roles do not cover ${device.displayName}.`] : []),
    ...near(policy, held, wanted, device && ((words) => chooses(words, device) === true)),
    needed,
  ].join(' ');
}

/** What a rule of theirs allows that comes close: the same of a lower tier, on other devices, or elsewhere. */
function near(
  policy: Policy,
  roles: readonly string[],
  wanted: Wanted,
  isOf: ((words: string) => boolean) | undefined,
): string[] {
  const rules = roles.flatMap((role) => policy.roles.get(role)?.rules ?? []).filter(({ effect }) => effect === 'allow');
  const { tier: _, ...anyTier } = wanted;
  const lower = rules.find(
    (rule) => isAbout(rule, anyTier) && !isAbout(rule, wanted) && (rule.devices === undefined || isOf?.(rule.devices)),
  );
  if (lower && wanted.tier !== undefined)
    return [`Your ${lower.role} role allows ${tierWords(lower.tiers)} there, and this is tier ${wanted.tier}.`];
  const close = rules.find((rule) => isAbout({ ...rule, spaces: undefined }, wanted));
  const where = [close?.devices && `on ${close.devices}`, close?.spaces && placesIn(close.spaces)].filter(Boolean);
  return close && where.length > 0 ? [`Your ${close.role} role allows it ${where.join(', ')}.`] : [];
}

/** The roles that allow it, the least first. */
export function rolesFor(policy: Policy, wanted: Wanted, devices: readonly Device[], chooses: Chooses): string[] {
  const power = (name: string) =>
    Math.max(
      -1,
      ...(policy.roles.get(name)?.rules ?? []).flatMap(({ effect, tiers }) => (effect === 'allow' ? tiers : [])),
    );
  return [...policy.roles.keys()]
    .filter((name) => decide(policy, [name], wanted, devices, chooses).isAllowed)
    .sort((left, right) => power(left) - power(right));
}

/** "operator, deny 2 (policy.yaml, line 14)". */
export const ruleName = ({ role, effect, number, line }: Rule, { source }: Policy): string =>
  line === undefined ? `The ${role} role` : `${role}, ${effect} ${number} (${source}, line ${line})`;

export const yourRoles = (roles: readonly string[]): string =>
  roles.length > 1 ? `Your roles: ${roles.join(', ')}` : `Your role: ${roles[0] ?? 'none'}`;

export function askWhom(admins: readonly string[]): string {
  const names = admins.filter((admin) => admin.includes('@')).slice(0, 3);
  return names.length > 0 ? `Ask ${names.join(' or ')}.` : 'Ask whoever runs this bot to add you to its lists.';
}
