import { HIDDEN, isSecret, wasHidden, withoutSecrets } from '#lib/hide.ts';

/** "Passphrase[2]" and "Passphrase.2": places in a list of several, which say nothing about what is kept there. */
const PLACE = /^\d*$/;
/** What no argument of a command is called, but configurations are: codes of PINs, keys, and SNMP's word for a password. */
const OF_CONFIGURATIONS = /(pin[-_ ]?codes?|community([-_ ]?(name|string))?|psk|[-_ ]?key)$/i;
/** Keys that everybody may know. */
const OPEN_KEY = /(public|hot|soft|function|shortcut)[-_ ]?key$/i;
/** What is told of a secret, and is none: "HostKeyAlgorithm", "GuestTokenShareUrl". */
const ABOUT =
  /(algorithm|size|length|id|mode|type|enabled|policy|ur[li]|expiry|lifetime|timeout|interval|indicator|format)s?$/i;

/**
 * Whether a configuration of this key holds what nobody should read: a password, a passphrase, a PIN, a key, a token. Its value is
 * never shown, and never goes into a file, a button, an undo or the audit. The last word of the key decides, so
 * "UserManagement.PasswordPolicy.MinimumLength" is no secret.
 */
export function isSecretKey(key: string): boolean {
  const last = key.split(/[.[\]]/).findLast((part) => !PLACE.test(part));
  if (last === undefined || ABOUT.test(last)) return false;
  return isSecret(last) || (OF_CONFIGURATIONS.test(last) && !OPEN_KEY.test(last));
}

/**
 * Whether this value of it must not be read by others: any of a secret key, and an address with a password or a token in it. One in
 * which that was hidden counts too: nobody knows what belongs there.
 */
export function holdsSecret(
  key: string,
  value: string | number | boolean | readonly (string | number)[] | null,
): boolean {
  if (value === null || value === '') return false;
  return (
    isSecretKey(key) ||
    [value]
      .flat()
      .map(String)
      .some((one) => wasHidden('', one) || withoutSecrets(one) !== one)
  );
}

const KEY = /([a-z][\w./[\]-]*)(\s{0,3}[=:]\s{0,3}|\s{1,3})/giy;
const VALUE = /"(?:[^"\\]|\\.)*"?|\S+/y;

/** Words with settings in them, as they may be kept: what is said after the key of a secret is hidden, and what is secret in an address. */
export function hiddenSettings(words: string): string {
  let safe = '';
  for (let at = 0; at < words.length; ) {
    KEY.lastIndex = at;
    const [said = '', key = '', sign = ''] = KEY.exec(words) ?? [];
    // "the Pin of": only a whole key goes without a sign.
    const isSecret = isSecretKey(key.replaceAll('/', '.')) && (sign.trim() !== '' || /[./]/.test(key));
    VALUE.lastIndex = at + said.length;
    const [value] = (isSecret && VALUE.exec(words)) || [undefined];
    const step = said === '' ? (/\S+\s*|\s+/y.exec(words.slice(at))?.[0] ?? words.slice(at)) : said;
    safe += step + (value === undefined ? '' : HIDDEN);
    at += step.length + (value?.length ?? 0);
  }
  return withoutSecrets(safe);
}
