import { type Stretch, stretchesAround } from '#lib/stretches.ts';
import type { QuietHours } from '../policy/policy.ts';

/** Rules that never leave a moment free between them have no end. */
const MOST_STRETCHES = 32;

/** A rule whose quiet hours it is. */
export interface Quiet<Rule> {
  rule: Rule;
  /** When its own stretch ends, in ms since the epoch. */
  until: number;
}

type Hours = Pick<QuietHours, 'days' | 'from' | 'to' | 'timeZone'>;

/** The rules whose quiet hours it is at this moment, those that last longest first. `timeZone` is that of rules without one. */
export function quietNow<Rule extends Hours>(now: number, rules: readonly Rule[], timeZone: string): Quiet<Rule>[] {
  return rules
    .flatMap((rule) => {
      const ends = stretchesAround(now, rule, rule.timeZone ?? timeZone).flatMap((one) =>
        holds(one, now) ? one.to : [],
      );
      return ends.length > 0 ? [{ rule, until: Math.max(...ends) }] : [];
    })
    .sort((left, right) => right.until - left.until);
}

/** The first moment from now on at which none of these rules holds; undefined when there is none for weeks. */
export function quietUntil(now: number, rules: readonly Hours[], timeZone: string): number | undefined {
  let at = now;
  for (let count = 0; count < MOST_STRETCHES; count += 1) {
    const [longest] = quietNow(at, rules, timeZone);
    if (!longest) return at;
    at = longest.until;
  }
  return undefined;
}

const holds = ({ from, to }: Stretch, at: number): boolean => from <= at && at < to;
