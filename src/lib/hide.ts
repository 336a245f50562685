import { slips } from './nearest.ts';

/** Stands where a secret stood. */
export const HIDDEN = '••••';

const SECRET = /pass(word|phrase|code)?$|pin$|secret|token|credential|privatekey|apikey|activationcode|hostkey/i;
/** What people mean when they mistype it: one slip away counts too, since nobody knows yet that the name is wrong. */
const OFTEN = ['password', 'passphrase', 'passcode', 'pin', 'secret', 'token'];
/** In three letters one slip is another word ("Pan" is no "Pin"), and a digit is no slip: Pin1 is a plug's. */
const MAY_BE_SLIP = /^[a-z]{4,20}$/;

/** Whether an argument of this name holds what nobody should read over a shoulder, in a log or in the audit. */
export function isSecret(name: string): boolean {
  const plain = name.replace(/[._-]/g, '').toLowerCase();
  if (SECRET.test(plain)) return true;
  return MAY_BE_SLIP.test(plain) && OFTEN.some((word) => slips(plain, word) <= 1);
}

/** `Authorization: Bearer …`, as an argument gives it for an HTTP header. */
const HEADER = /^\s{0,9}((?:proxy-)?authorization|cookie|[\w-]{0,40}(?:token|secret|api-?key)[\w-]{0,40})\s{0,9}:/i;
/** `?pwd=…` in the address of a meeting. */
const IN_ADDRESS = /([?&#;](?:pwd|password|passcode|pin|secret|token|access_token|api_?key)=)[^&#;\s]+/gi;

/** Whether something was hidden in this value: it came from a card or the history, and not from who knows it. */
export const wasHidden = (name: string, value: string): boolean =>
  isSecret(name) ? value === HIDDEN : value.includes(`=${HIDDEN}`) || value.includes(`: ${HIDDEN}`);

/** `Password:`, `Password=`, `"password": …` and `<Password>`. */
const NAMED = /([\w.-]{1,80})["'\u201c\u201d]?\s{0,3}[:=>]/g;

/** Whether a text of several lines, JSON or XML names something that nobody should read. */
export const namesSecret = (text: string): boolean => [...text.matchAll(NAMED)].some(([, name = '']) => isSecret(name));

/** The value of an argument as it may be shown: secrets hidden, all else as it is. */
export function shown(name: string, value: string): string {
  if (isSecret(name)) return HIDDEN;
  const [, header] = HEADER.exec(value) ?? [];
  return header === undefined ? value.replace(IN_ADDRESS, `$1${HIDDEN}`) : `${header}: ${HIDDEN}`;
}
