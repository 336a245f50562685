import { createHash } from 'node:crypto';
import type { Plan } from '#intent/command.ts';

/**
 * A fingerprint of what a person was shown: targets, exact effect, warnings. Confirm plans again and goes on only when
 * the fingerprint is the same, so that nobody agrees to one thing and gets another.
 */
export function digestOf(command: string, plan: Plan<unknown>): string {
  const shown = {
    command,
    tier: plan.tier,
    title: plan.title,
    targets: plan.targets.map(({ id }) => id).sort(),
    facts: plan.facts.map(({ key }) => key).sort(),
    step: plan.step,
    typed: plan.typed ?? null,
  };
  return createHash('sha256').update(canonical(shown)).digest('base64url');
}

/** JSON with its keys in order: equal values give equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return `{${entries
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
