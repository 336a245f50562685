import { deviceCount, nameList } from '#lib/name-list.ts';
import type { Policy } from '../policy/policy.ts';
import type { Limit } from './limits.ts';

const NAMES = 5;

type Source = Pick<Policy, 'source'>;

/** "policy.yaml, line 31", "policy.yaml, lines 31 and 35" */
export function saidIn(rules: readonly { line?: number | undefined }[], { source }: Source): string {
  const lines = [...new Set(rules.flatMap(({ line }) => line ?? []))].sort((left, right) => left - right);
  if (lines.length === 0) return source;
  return `${source}, ${lines.length === 1 ? 'line' : 'lines'} ${nameList(lines.map(String), NAMES)}`;
}

/** " (policy.yaml, line 31)" */
export const placeOf = (rules: readonly { line?: number | undefined }[], source: Source): string =>
  ` (${saidIn(rules, source)})`;

export const namesOf = (devices: readonly { displayName: string }[]): string =>
  nameList(
    devices.map(({ displayName }) => displayName),
    NAMES,
  );

/** What a limit is called where it is broken: "quiet hours (policy.yaml, line 31)". */
export function limitName(limit: Limit, policy: Policy): string {
  switch (limit.kind) {
    case 'radius': {
      const { role, most } = limit.radius;
      const line = policy.roles.get(role)?.mostDevicesLine;
      return `at most ${deviceCount(most)} a change${placeOf([{ line }], policy)}`;
    }
    case 'quiet':
      return `quiet hours${placeOf(limit.rules, policy)}`;
    case 'call':
      return `not while in a call${placeOf(limit.rules, policy)}`;
    case 'approval':
      return `approval by ${limit.rule.by.join(' or ')}${placeOf([limit.rule], policy)}`;
    case 'lock':
      return `the lock of ${nameList(limit.names, NAMES)}`;
  }
}
