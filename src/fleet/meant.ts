import type { Filters } from '#intent/words.ts';
import { createNearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { alwaysQuoted, quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import type { Device } from '#webex/devices.ts';
import type { Location } from '#webex/locations.ts';
import { NoSuchDevice, nothingFound } from './problems.ts';
import { filterTest } from './select.ts';

const MOST = 3;
const SHOWN = 60;

/** What could be meant by the value of a filter; `title` is how people call it. */
interface Candidate {
  value: string;
  title: string;
}

/** A filter that no device passes, and what its value may have been meant to be. */
interface Slip {
  key: string;
  value: string;
  meant: Candidate[];
}

/** No device carries that tag or stands in that place; `slip` is a value that looks like another one. */
export class NothingLikeIt extends Problem {
  readonly slip: Slip;

  constructor(slip: Slip) {
    super(`No device ${NOTHING[slip.key]?.(`"${shortened(slip.value, SHOWN)}"`) ?? 'matches'}`, {
      code: 'no-such-device',
      hint: `Did you mean ${slip.meant.map(({ title }) => title).join(' or ')}? Nothing was sent.`,
      next: [{ title: 'Devices', say: 'devices' }],
    });
    this.slip = slip;
  }
}

const NOTHING: Readonly<Record<string, (value: string) => string>> = {
  tag: (value) => `has the tag ${value}`,
  product: (value) => `is a ${value}`,
  location: (value) => `is in ${value}`,
  workspace: (value) => `is in the workspace ${value}`,
};

/** What a selection that is empty is told. `devices` are those that the asker sees. */
export function nothingLike(
  phrase: string,
  filters: Filters,
  devices: readonly Device[],
  locations: ReadonlyMap<string, Location>,
): Problem {
  const slip = slipIn(filters, devices, locations);
  return slip ? new NothingLikeIt(slip) : nothingFound(phrase);
}

/**
 * The first filter that no device passes, with what is like it among these devices, which are those that the asker sees;
 * undefined when each alone is passed, or nothing is like it.
 */
export function slipIn(
  filters: Filters,
  devices: readonly Device[],
  locations: ReadonlyMap<string, Location>,
): Slip | undefined {
  const known = new Map(locations);
  for (const [key, values] of filters) {
    const candidatesOf = Object.hasOwn(CANDIDATES, key) ? CANDIDATES[key] : undefined;
    for (const value of candidatesOf ? values : []) {
      if (devices.some(filterTest(new Map([[key, [value]]]), known))) continue;
      const all = candidatesOf?.(devices, locations) ?? [];
      const near = createNearest(all.map(({ name }) => name))(value, { max: MOST });
      const meant = near.flatMap((name) => all.find((one) => one.name === name) ?? []);
      if (meant.length > 0)
        return { key, value, meant: meant.map((one) => ({ value: one.value, title: titleOf(key, one) })) };
    }
  }
  return undefined;
}

const titleOf = (key: string, { name, value }: { name: string; value: string }): string =>
  name === value ? `${key}:${inWords(value)}` : name;

interface Named {
  name: string;
  value: string;
}

const named = (names: Iterable<string>): Named[] => [...new Set(names)].sort().map((name) => ({ name, value: name }));

const CANDIDATES: Readonly<
  Record<string, (devices: readonly Device[], locations: ReadonlyMap<string, Location>) => Named[]>
> = {
  tag: (devices) => named(devices.flatMap(({ tags }) => tags)),
  product: (devices) => named(devices.flatMap(({ product }) => productNames(product))),
  location: (devices, locations) =>
    named(devices.flatMap(({ locationId }) => locations.get(locationId ?? '')?.name ?? [])),
  // A workspace is filtered by its id; people call it as its device is called.
  workspace: (devices) =>
    devices.flatMap(({ displayName: name, workspaceId: value }) => (value === undefined ? [] : [{ name, value }])),
};

/** "Room Kit" and "Room Kit Pro" of "Cisco Room Kit Pro": people leave words off at the end. */
function productNames(product: string): string[] {
  const words = product.replace(/^Cisco /, '').split(' ');
  return words.map((_, index) => words.slice(0, index + 1).join(' ')).filter((name) => name.length >= 4);
}

const inWords = (value: string): string => (/^[\p{L}\p{N}_.=-]+$/u.test(value) ? value : alwaysQuoted(value));

/** For the card of a fault: the same words with what was probably meant, as buttons, whichever command they are of. */
export function withMeant(error: unknown, said: string): unknown {
  if (error instanceof NoSuchDevice) return withName(error, said);
  if (!(error instanceof NothingLikeIt)) return error;
  const { message, code, hint, slip, next } = error;
  const steps = slip.meant.flatMap(({ value, title }) => {
    const say = corrected(said, slip, value);
    return say === undefined ? [] : [{ title, say }];
  });
  return new Problem(message, { code, ...(hint !== undefined && { hint }), next: [...steps, ...next], cause: error });
}

/** The same words with a name that there is. Where they can't be said again so, the device itself is offered. */
function withName(error: NoSuchDevice, said: string): Problem {
  const { message, code, hint, phrase, near, next } = error;
  const was = literally(phrase.trim());
  const name = new RegExp(`(?<=^|\\s)(?:"${was}"|${was}(?=$|[\\s,]))`, 'giu');
  const places = [...said.matchAll(name)];
  const [only] = places;
  // What stands there twice may be a name here and a value there.
  if (!only || places.length > 1) return error;
  const steps = near.map((one) => {
    const say = `${said.slice(0, only.index)}${quoted(one)}${said.slice(only.index + only[0].length)}`;
    return { title: say.length <= SHOWN ? say : one, say };
  });
  return new Problem(message, {
    code,
    ...(hint !== undefined && { hint }),
    next: [...steps, ...next.slice(near.length)],
    cause: error,
  });
}

/** A text as a part of a pattern. */
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The words with another value in that filter; undefined where it does not stand there as it was read. */
function corrected(said: string, { key, value }: Slip, meant: string): string | undefined {
  const was = literally(value).replace(/"/g, '\\\\?"');
  const filter = new RegExp(`\\b${key}:\\s*(?:"${was}"|“${was}”|'${was}'|${was}(?![\\p{L}\\p{N}_]))`, 'iu');
  const found = filter.exec(said);
  if (!found) return undefined;
  const before = said.slice(0, found.index);
  // Within quotes, as in `on "all except tag:vipp"`, a value needs none.
  const isInside = (before.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1;
  if (isInside && /["\\]/.test(meant)) return undefined;
  return `${before}${key}:${isInside ? meant : inWords(meant)}${said.slice(found.index + found[0].length)}`;
}
