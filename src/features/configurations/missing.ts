import { type NextStep, Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { Device } from '#webex/devices.ts';
import type { LookedUp } from './looked-up.ts';

/** A button for each key that may have been meant. */
export const nearestSteps = (near: readonly string[], say: (meant: string) => string): NextStep[] =>
  near.map((key) => ({ title: shortened(key, 60), say: say(key) }));

/**
 * The device has none of what was asked for; `say` gives the words with one key in place of a missing one. Where several were asked,
 * `sample` is the name of the one of that id.
 */
export function noSuchKey(
  { displayName, id }: Pick<Device, 'displayName' | 'id'>,
  missing: LookedUp['missing'],
  say: (meant: string, missing: string) => string,
  sample?: string,
): Problem {
  const [first, another] = missing;
  const near = missing.flatMap((one) => nearestSteps(one.near, (meant) => say(meant, one.key)));
  const names = missing.map(({ key }) => shortened(key, 60)).join(', ');
  return new Problem(
    another === undefined
      ? `There is no configuration "${shortened(first?.key ?? '', 80)}" on ${displayName}`
      : `None of these is on ${displayName}: ${shortened(names, 200)}`,
    {
      code: 'no-such-configuration',
      hint:
        near.length > 0
          ? `Nearest: ${near
              .map(({ title }) => title)
              .slice(0, 4)
              .join(' · ')}`
          : 'Products differ in what they have.',
      next: [
        ...near.slice(0, 4),
        { title: sample === undefined ? 'All configurations' : `All of ${sample}`, say: `config id:${id}` },
      ],
    },
  );
}
