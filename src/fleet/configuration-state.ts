import { withoutSecrets } from '#lib/hide.ts';
import { shortened } from '#lib/shorten.ts';
import type { Configuration, ConfigurationValue } from '#webex/device-configurations.ts';
import { sameValue } from './configuration-values.ts';

/** A value that is longer says nothing more in a sentence. */
const LONGEST = 80;
const LONGEST_REASON = 60;

/** A value for a sentence or a table. It may hold text of anybody; what is secret in an address is hidden. */
export function valueWords(value: ConfigurationValue): string {
  if (value === null) return 'nothing';
  if (value === '') return 'empty';
  if (Array.isArray(value))
    return value.length === 0 ? 'an empty list' : shortened(withoutSecrets(value.join(', ')), LONGEST);
  return shortened(withoutSecrets(String(value)), LONGEST);
}

const SOURCES = new Map([
  ['default', 'default'],
  ['configured', 'configured'],
  ['organizationRule', 'organisation rule'],
]);

/** Where its value comes from: "default", "configured", "organisation rule", or the word of Webex taken apart. */
export const sourceWords = ({ source }: Pick<Configuration, 'source'>): string =>
  SOURCES.get(source) ?? (apart(source) || 'unknown');

/** Reasons of https://developer.webex.com/docs/devices and of live answers. */
const REASONS = new Map([
  ['CONFIG_MANAGED_BY_RULE', 'set by a rule of your organisation'],
  ['CONFIG_MANAGED_BY_DIFFERENT_AUTHORITY', 'managed elsewhere, for example by a Cisco UCM'],
  ['NOT_AUTHORIZED', 'your rights in Webex do not go so far'],
  ['FACTORY_DEFAULT', 'the factory default, which nobody sets'],
]);

/** Why it can't be set for the device; undefined when it can. */
export function lockWords({ configured }: Pick<Configuration, 'configured'>): string | undefined {
  if (configured.isEditable) return undefined;
  const { reason = '' } = configured;
  return REASONS.get(reason) ?? (apart(reason) || 'Webex does not say why');
}

/** `CONFIG_IS_FROZEN` and `someNewSource` → "config is frozen", "some new source". */
const apart = (word: string): string =>
  shortened(word, LONGEST_REASON)
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_\s]+/g, ' ')
    .trim()
    .toLowerCase();

/** Whether the device itself has what holds for it: pending until it takes it, unknown where Webex does not tell. */
export function takenState({
  value,
  applied,
}: Pick<Configuration, 'value' | 'applied'>): 'taken' | 'pending' | 'unknown' {
  if (!applied) return 'unknown';
  return sameValue(value, applied.value) ? 'taken' : 'pending';
}
