import { isSecretKey } from '#fleet/configuration-secrets.ts';
import { lockWords, sourceWords, takenState, valueWords } from '#fleet/configuration-state.ts';
import { HIDDEN } from '#lib/hide.ts';
import { shortened } from '#lib/shorten.ts';
import type { Configuration, ConfigurationValue } from '#webex/device-configurations.ts';

/** Values in a row; a card of their own has more room. */
const LONGEST_IN_ROW = 40;
export const LONGEST = 80;

/** A configuration with its key. */
export type Entry = [key: string, configuration: Configuration];

/** A value as it may be seen; of a secret only whether there is one. */
export function shownValue(key: string, value: ConfigurationValue, most = LONGEST_IN_ROW): string {
  if (isSecretKey(key)) return value === null || value === '' ? 'not set' : HIDDEN;
  return shortened(valueWords(value), most);
}

/** Webex has another value for it than the device took last. */
export const isPending = (configuration: Configuration): boolean => takenState(configuration) === 'pending';
export const isSetHere = ({ configured }: Configuration): boolean => configured.value !== null;
export const isByRule = ({ source }: Configuration): boolean => source === 'organizationRule';

const NOT_AUTHORIZED = 'NOT_AUTHORIZED';

/** Whether it can't be told from these rights if it can be edited: a login that only sees them gets the same for each. */
export const isUnseen = ({ configured }: Configuration): boolean =>
  !configured.isEditable && configured.reason === NOT_AUTHORIZED;

/** Why nobody can edit it, as far as the rights of this login tell. */
export const lockOf = (configuration: Configuration): string | undefined =>
  isUnseen(configuration) ? undefined : lockWords(configuration);

/** A row of a list: what it is, where that comes from, and what is odd about it. */
export function rowOf([key, configuration]: Entry, deviceId: string, heading = '') {
  const isLocked = lockOf(configuration) !== undefined;
  const marks = [...(isPending(configuration) ? ['pending'] : []), ...(isLocked ? ["can't be edited"] : [])];
  return {
    heading,
    hasHeading: heading !== '',
    key,
    note: sourceWords(configuration),
    mark: marks.map((mark) => ` · ${mark}`).join(''),
    hasMark: marks.length > 0,
    value: shownValue(key, configuration.value),
    say: `config id:${deviceId} ${key}`,
  };
}

export const rowText = ({ key, note, mark, value }: ReturnType<typeof rowOf>): string =>
  `${key}: ${value} · ${note}${mark}`;
