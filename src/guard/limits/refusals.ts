import { deviceCount } from '#lib/name-list.ts';
import { type NextStep, Problem, type ProblemOptions } from '#lib/problem.ts';
import type { Policy } from '../policy/policy.ts';
import type { Limit, Refusing } from './limits.ts';
import { hoursOf, namesOf, placeOf } from './words.ts';

/** A limit keeps a change back that its asker may do otherwise. */
export class Limited extends Problem {}

interface Refused {
  policy: Policy;
  /** The change, such as "Restart Fjord". */
  what: string;
  /** How many devices it is about. */
  count: number;
  /** The same change without these devices, where words can say that. */
  without(devices: readonly { id: string; displayName: string }[]): NextStep[];
  /** Ways on that fit this limit. */
  next: NextStep[];
  /** A moment in words, for those who see no card. */
  plain(at: number): string;
  /** Of quiet hours that name none. */
  timeZone: string;
}

/** Why a change is kept back, by which line of the policy, and what can be done instead. */
export function limited(limit: Refusing, refused: Refused): Limited {
  switch (limit.kind) {
    case 'radius':
      return tooWide(limit, refused);
    case 'quiet':
      return quiet(limit, refused);
    case 'call':
      return inCall(limit, refused);
  }
}

function tooWide({ radius, count }: Extract<Limit, { kind: 'radius' }>, { policy, next }: Refused): Limited {
  const { role, most } = radius;
  const line = policy.roles.get(role)?.mostDevicesLine;
  return new Limited(`That is ${deviceCount(count)}; you may change ${most} at a time`, {
    code: 'too-many-for-role',
    hint: `That is the limit of the ${role} role${placeOf([{ line }], policy)}. Narrow it down, for example with tag:, location: or is:online. Nothing was sent.`,
    next,
  });
}

function quiet(
  { rules, devices, until }: Extract<Limit, { kind: 'quiet' }>,
  { policy, what, count, without, next, plain, timeZone }: Refused,
): Limited {
  const isPart = devices.length > 0 && devices.length < count;
  const about = isPart ? `Quiet hours of ${namesOf(devices)}:` : 'Quiet hours';
  const hours = rules.map((rule) => `${hoursOf(rule, timeZone)}${placeOf([rule], policy)}`).join('; ');
  const end = until === undefined ? ' They have no end.' : '';
  return new Limited(`Not now: ${what}`, {
    code: 'quiet-hours',
    hint: `${about} ${hours}.${end} Nothing was sent.`,
    ...(until !== undefined && { askAgain: { at: until, plain: plain(until) } }),
    next: [...(isPart ? without(devices) : []), ...next],
  });
}

function inCall(
  { rules, inCall: calling, silent }: Extract<Limit, { kind: 'call' }>,
  { policy, what, count, without, next }: Refused,
): Limited {
  const all = [...calling, ...silent];
  const untold = silent.length > 0 && calling.length > 0 ? `${namesOf(silent)} did not tell me. ` : '';
  const failClosed = silent.length > 0 ? 'What does not tell me counts as in a call. ' : '';
  const title =
    calling.length > 0
      ? `${namesOf(calling)} ${calling.length === 1 ? 'is' : 'are'} in a call`
      : `I can't tell whether ${namesOf(silent)} ${silent.length === 1 ? 'is' : 'are'} in a call`;
  const options: ProblemOptions = {
    code: 'not-while-in-call',
    hint: `${untold}${failClosed}${what}: not while in a call${placeOf(rules, policy)}. Nothing was sent.`,
    next: [...(all.length < count ? without(all) : []), ...next],
  };
  return new Limited(title, options);
}
