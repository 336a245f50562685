import type { ReadContext } from '#intent/context.ts';
import type { NextStep } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { Device } from '#webex/devices.ts';
import { isKnown } from './status-expression.ts';

/**
 * Why a status has no value. unknown: no such status. empty: there is one, without a value now. unchecked: the devices'
 * schema did not come.
 */
export interface Missing {
  path: string;
  kind: 'unknown' | 'empty' | 'unchecked';
  /** What may have been meant, best first. */
  near: string[];
}

/** Long lists of nearest names would hide what is missing, and each takes a millisecond for each kind of device. */
const WITH_NEAREST = 5;
const MOST_KINDS = 5;

/** Webex answers an unknown path with nothing at all, just as one without a value: the devices' own schema tells which it is. */
export async function whyMissing(
  paths: readonly string[],
  devices: readonly Device[],
  { catalogues }: Pick<ReadContext, 'catalogues'>,
): Promise<Missing[]> {
  if (paths.length === 0) return [];
  if (devices.length > 1) await catalogues.warm(devices);
  const all = new Set(await Promise.all(devices.map((device) => catalogues.of(device))));
  const known = [...all].filter((catalogue) => catalogue !== undefined);
  let named = 0;
  return paths.map((path) => {
    if (known.length === 0) return { path, kind: 'unchecked', near: [] };
    if (known.some((catalogue) => isKnown(path, catalogue)))
      return { path, kind: 'empty', near: /\[\d/.test(path) ? [path.replace(/\[\d[^\]]*\]/g, '[*]')] : [] };
    named += 1;
    const asked = named > WITH_NEAREST ? [] : known.slice(0, MOST_KINDS);
    const near = new Set(asked.flatMap((catalogue) => catalogue.nearest(path, 'status')));
    return { path, kind: 'unknown', near: [...near].slice(0, 3) };
  });
}

const SENTENCES: Record<Missing['kind'], (path: string) => string> = {
  unknown: (path) => `There is no status ${path}.`,
  empty: (path) => `${path} has no value now.`,
  unchecked: (path) => `${path} has no value, and the schema did not come: I can't tell whether it exists.`,
};

/** A sentence for each. */
export const missingLines = (missing: readonly Missing[]): string[] =>
  missing.map(({ path, kind, near }) => {
    const nearest = near.length > 0 ? ` Nearest: ${near.join(' · ')}` : '';
    return SENTENCES[kind](shortened(path, 100)) + nearest;
  });

/** The same below a sentence that says which status it is. */
export function reasonOf({ kind, near }: Missing): string {
  if (kind === 'empty') return 'The status exists, but it has no value at the moment.';
  if (kind === 'unchecked') return "The schema did not come, so I can't tell whether there is such a status.";
  return near.length > 0 ? `Nearest: ${near.join(' · ')}` : 'A status is written like Audio.Volume.';
}

/** Buttons that ask the same with what was probably meant in the place of what was missing. */
export function meantSteps(
  paths: readonly string[],
  missing: readonly Missing[],
  say: (paths: string[]) => string,
): NextStep[] {
  const most = missing.length > 1 ? 1 : 3;
  return missing.flatMap(({ path, near }) =>
    near.slice(0, most).map((meant) => ({
      title: meant,
      say: say(paths.map((one) => (one === path ? meant : one))),
    })),
  );
}
