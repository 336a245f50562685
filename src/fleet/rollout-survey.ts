import { type LeftAlone, PARTLY, type Setting, SOMEBODY_CHANGED, type Was, type Wish } from '#lib/rollout.ts';
import type { Configuration, DeviceConfigurationReads } from '#webex/device-configurations.ts';
import { nearestKeys, readKeys } from './configuration-keys.ts';
import { holdsSecret } from './configuration-secrets.ts';
import { lockWords, valueWords } from './configuration-state.ts';
import { sameValue, typed } from './configuration-values.ts';

/** What a look at a device found: what is to be changed there and what was there before, or why nothing is. */
export type Survey =
  | { state: 'change'; reason?: typeof PARTLY; wishes: Wish[]; before: Was[]; leftAlone?: LeftAlone[] }
  | { state: 'same' }
  | { state: 'blocked'; reason: string; why: string; found?: Was };

interface Reads {
  deviceConfigurations: DeviceConfigurationReads;
}

/**
 * Looks at what one device has, of what it is to have. What it can't have is left alone, and the rest is done; where nothing is
 * left to do then, the device is left out with the reason. Throws WebexError when Webex does not tell.
 */
export async function surveyDevice(webex: Reads, deviceId: string, settings: readonly Setting[]): Promise<Survey> {
  const known = await readKeys(
    webex.deviceConfigurations,
    deviceId,
    settings.map(({ key }) => key),
  );
  const wishes: Wish[] = [];
  const before: Was[] = [];
  const faults: LeftAlone[] = [];
  for (const setting of settings) {
    const found = entryOf(known, setting.key);
    if (!found) {
      faults.push({ key: setting.key, reason: 'unknown-key', why: unknownWords(setting.key, [...known.keys()]) });
      continue;
    }
    const [key, configuration] = found;
    const wish = wishOf(key, setting, configuration);
    if ('fault' in wish) {
      faults.push({ key, reason: 'value', why: wish.fault });
      continue;
    }
    if (isSo(configuration, wish)) continue;
    const locked = lockWords(configuration);
    if (locked !== undefined) {
      faults.push({ key, reason: 'not-editable', why: `${key} can't be changed: ${locked}` });
      continue;
    }
    if ([configuration.value, configuration.configured.value].some((was) => holdsSecret(key, was))) {
      const why = `${key} has a password or a token in it, and a rollout keeps none; set it on one device at a time`;
      faults.push({ key, reason: 'secret', why });
      continue;
    }
    wishes.push(wish);
    before.push(wasOf(key, configuration));
  }
  const [fault] = faults;
  if (!fault) return wishes.length === 0 ? { state: 'same' } : { state: 'change', wishes, before };
  if (wishes.length > 0) return { state: 'change', reason: PARTLY, wishes, before, leftAlone: faults };
  const reason = faults.every((other) => other.reason === fault.reason) ? fault.reason : 'several';
  return { state: 'blocked', reason, why: faults.map(({ why }) => why).join('. ') };
}

/**
 * The same for what is taken back: `wishes` is how it was, and `expects` how it was left. A device that somebody changed since
 * stays as they made it.
 */
export async function surveyBack(
  webex: Reads,
  deviceId: string,
  wishes: readonly Wish[],
  expects: readonly Wish[],
): Promise<Survey> {
  const known = await readKeys(
    webex.deviceConfigurations,
    deviceId,
    wishes.map(({ key }) => key),
  );
  const before: Was[] = [];
  const left: Wish[] = [];
  for (const wish of wishes) {
    const found = entryOf(known, wish.key)?.[1];
    // By its key: one that was back already may be gone from the wishes.
    const expected = expects.find(({ key }) => key === wish.key);
    if (!found) return { state: 'blocked', reason: 'changed', why: `It has no ${wish.key} any more` };
    if (isBack(found, wish)) continue;
    if (expected && !isSo(found, expected))
      return {
        state: 'blocked',
        reason: 'changed',
        why: `${SOMEBODY_CHANGED} ${wish.key} since: it is ${valueWords(found.value)}`,
        found: wasOf(wish.key, found),
      };
    left.push(wish);
    before.push(wasOf(wish.key, found));
  }
  return left.length === 0 ? { state: 'same' } : { state: 'change', wishes: left, before };
}

/** A value that is right counts only when it is this device's own again, as it was. */
const isBack = ({ configured }: Configuration, wish: Wish): boolean =>
  'reset' in wish ? configured.value === null : sameValue(configured.value, wish.value);

/** A configuration by its key in any case. */
export function entryOf(known: ReadonlyMap<string, Configuration>, key: string): [string, Configuration] | undefined {
  const exact = known.get(key);
  if (exact) return [key, exact];
  const wanted = key.toLowerCase();
  return [...known].find(([name]) => name.toLowerCase() === wanted);
}

function wishOf(key: string, setting: Setting, { valueSpace }: Configuration): Wish | { fault: string } {
  if ('reset' in setting) return { key, reset: true };
  const read = typed(valueSpace, setting.text);
  if (!('fault' in read)) return { key, value: read.value };
  return { fault: `${key}${read.fault.startsWith('must ') ? '' : ':'} ${read.fault}` };
}

/** Whether a configuration is what it is to be. */
export const isSo = (configuration: Configuration, wish: Wish): boolean =>
  'reset' in wish ? configuration.configured.value === null : sameValue(configuration.value, wish.value);

export const wasOf = (key: string, { value, source, configured }: Configuration): Was => ({
  key,
  value,
  source,
  configured: configured.value,
});

/** Whether a configuration is still as it was seen. */
export const isAsBefore = (configuration: Configuration, was: Was): boolean =>
  sameValue(configuration.value, was.value) &&
  sameValue(configuration.configured.value, was.configured) &&
  configuration.source === was.source;

function unknownWords(key: string, keys: readonly string[]): string {
  const [near] = nearestKeys(keys, key);
  return near === undefined ? `It has no ${key}` : `It has no ${key}; the nearest is ${near}`;
}
