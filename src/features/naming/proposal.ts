import { namePartsOf } from './name-parts.ts';
import { matchOf } from './pattern.ts';
import type { Rule } from './rules.ts';
import type { Settings } from './settings.ts';

/** What a name says, and by which rules: their numbers, counted from 1. */
export interface Proposal {
  capacity?: { value: number; rule: number };
  type?: { value: string; rule: number };
}

/**
 * What the rules say of a name: for each setting the first that fits counts. Rules that go by the capacity take that of the
 * workspace, `known`, or else the one that its name says. Never throws; a rule that is undefined can't be read any more.
 */
export function proposalFor(name: string, rules: readonly (Rule | undefined)[], known?: number): Proposal {
  const parts = namePartsOf(name);
  const fits = rules.map((rule) => (rule && 'pattern' in rule ? matchOf(rule.pattern, parts) : undefined));
  const at = rules.findIndex((rule, index) => rule?.sets !== 'type' && fits[index] !== undefined);
  const said = rules[at];
  const named = said?.sets === 'capacity' ? said.capacity : fits[at]?.count;
  const people = known ?? named;
  const typeAt = rules.findIndex(
    (rule, index) => rule?.sets === 'type' && ('pattern' in rule ? fits[index] !== undefined : isWithin(rule, people)),
  );
  const typed = rules[typeAt];
  return {
    ...(named !== undefined && { capacity: { value: named, rule: at + 1 } }),
    ...(typed?.sets === 'type' && { type: { value: typed.type, rule: typeAt + 1 } }),
  };
}

const isWithin = ({ from, to }: { from: number; to: number }, people: number | undefined): boolean =>
  people !== undefined && people >= from && people <= to;

/** Only what is not set yet, or also what is set to something else. */
export type Mode = 'unset' | 'all';

/** What becomes of one workspace. */
export type Verdict =
  | { state: 'change'; from: Settings; to: Settings; rules: number[] }
  /** right: nothing is missing. differs: its name says something else, which `all` would change. none: no rule fits. */
  | { state: 'right' | 'differs' | 'none' };

/** What becomes of a workspace of that name with these settings. */
export function verdictOn(name: string, now: Settings, rules: readonly (Rule | undefined)[], mode: Mode): Verdict {
  const wished = wishedFor(name, now, rules, 'all');
  const taken = mode === 'all' ? wished : wishedFor(name, now, rules, 'unset');
  if (taken.rules.length > 0) return { state: 'change', from: now, ...taken };
  if (wished.rules.length > 0) return { state: 'differs' };
  return { state: now.capacity === undefined || now.type === undefined ? 'none' : 'right' };
}

/** What it would have, and the rules that change something. A type that is set is never taken away for its capacity's sake. */
function wishedFor(name: string, now: Settings, rules: readonly (Rule | undefined)[], mode: Mode) {
  const takes = (key: keyof Settings) => mode === 'all' || now[key] === undefined;
  const byName = rules.map((rule) => (now.type !== undefined && rule && 'from' in rule ? undefined : rule));
  const { capacity, type } = proposalFor(name, byName, takes('capacity') ? undefined : now.capacity);
  // The name may say no capacity; then the one that it has tells its type.
  const byOwn =
    type ?? (now.capacity === undefined || capacity ? undefined : proposalFor(name, byName, now.capacity).type);
  const to = { ...now };
  const used: number[] = [];
  if (capacity && takes('capacity') && capacity.value !== now.capacity) {
    to.capacity = capacity.value;
    used.push(capacity.rule);
  }
  if (byOwn && takes('type') && byOwn.value !== now.type) {
    to.type = byOwn.value;
    used.push(byOwn.rule);
  }
  return { to, rules: used };
}
