import type { Device } from '#webex/devices.ts';
import type { Chooses } from '../policy/decide.ts';
import { isConcerned, type Wanted } from '../policy/matches.ts';
import type { ApprovalRule, Concerned, Policy, QuietHours } from '../policy/policy.ts';
import { quietNow, quietUntil } from './quiet.ts';
import type { Radius } from './radius.ts';

/** What stands in the way of a change that its asker may do otherwise. */
export type Limit =
  | { kind: 'radius'; radius: Radius; count: number }
  /** `until` in ms since the epoch; undefined when it never ends. */
  | { kind: 'quiet'; rules: readonly QuietHours[]; devices: readonly Device[]; until: number | undefined }
  /** `silent` did not tell whether they are in a call, which counts as if they were. */
  | { kind: 'call'; rules: readonly Concerned[]; inCall: readonly Device[]; silent: readonly Device[] }
  | { kind: 'approval'; rule: ApprovalRule }
  | { kind: 'lock'; deviceIds: readonly string[]; names: readonly string[] };

/** Those that refuse it, by themselves. */
export type Refusing = Extract<Limit, { kind: 'radius' | 'quiet' | 'call' }>;

/** A change as limits see it. */
export interface Change {
  wanted: Wanted;
  roles: readonly string[];
  devices: readonly Device[];
  chooses: Chooses;
}

/** The devices of a change that a rule is about, those that can't be told from them included. */
export function concernedBy(rule: Concerned, { wanted, roles, devices, chooses }: Change): readonly Device[] {
  if (!isConcerned(rule, wanted, roles)) return [];
  const { devices: words } = rule;
  return words === undefined ? devices : devices.filter((device) => chooses(words, device) !== false);
}

/** Whether a rule is about a change at all: one without devices is about changes that touch none, too. */
const isAboutIt = (rule: Concerned, change: Change): boolean =>
  isConcerned(rule, change.wanted, change.roles) &&
  (rule.devices === undefined || concernedBy(rule, change).length > 0);

/** The quiet hours that a change falls into, those that last longest first, with the end of all. */
export function quietFor(
  { quietHours }: Policy,
  change: Change,
  { now, timeZone }: { now: number; timeZone: string },
): Extract<Limit, { kind: 'quiet' }> | undefined {
  const rules = quietHours.filter((rule) => isAboutIt(rule, change));
  const quiet = quietNow(now, rules, timeZone);
  if (quiet.length === 0) return undefined;
  const devices = new Set(quiet.flatMap(({ rule }) => concernedBy(rule, change)));
  const until = quietUntil(now, rules, timeZone);
  return { kind: 'quiet', rules: quiet.map(({ rule }) => rule), devices: [...devices], until };
}

/**
 * The devices that must not be in a call for a change. What is about the call itself, such as hanging up, is meant only
 * where a rule names it.
 */
export const concernedInCall = (rule: Concerned, change: Change): readonly Device[] => {
  const { sends } = change.wanted;
  const isOfCall = sends.length > 0 && sends.every((path) => path.toLowerCase().startsWith('call.'));
  return isOfCall && rule.commands === undefined ? [] : concernedBy(rule, change);
};

/** The approvals that a change would have to wait for. */
export const approvalsFor = ({ approvals }: Policy, change: Change): ApprovalRule[] =>
  approvals.filter((rule) => isAboutIt(rule, change) && concernedBy(rule, change).length >= rule.fromDevices);

/** What makes two limits the same one, for the digest of a plan. */
export function keyOf(limit: Limit): string {
  const ids = (devices: readonly { id: string }[]) =>
    devices
      .map(({ id }) => id)
      .sort()
      .join(' ');
  switch (limit.kind) {
    case 'radius':
      return `radius:${limit.radius.role}:${limit.radius.most}`;
    case 'quiet':
      return `quiet:${linesOf(limit.rules)}:${ids(limit.devices)}`;
    case 'call':
      return `call:${linesOf(limit.rules)}:${ids([...limit.inCall, ...limit.silent])}`;
    case 'approval':
      return `approval:${limit.rule.line}`;
    case 'lock':
      return `lock:${[...limit.deviceIds].sort().join(' ')}`;
  }
}

const linesOf = (rules: readonly Concerned[]): string => rules.map(({ line }) => line).join(' ');
