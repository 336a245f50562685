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
/** `?pwd=…` in the address of a meeting, `?sig=…` in one that was signed. */
const IN_ADDRESS =
  /([?&#;](?:[\w.-]{0,40}(?:password|passcode|passphrase|secret|token|credential|signature|key)|pwd|pin|sig|auth)=)[^&#;\s]+/gi;
/** `https://somebody:password@proxy`, and `https://token@proxy`. */
const BEFORE_HOST = /(:\/\/)[^\s/?#@]{1,400}@(?:[^\s/?#@]{0,400}@)*/g;

/** Whether something was hidden in this value: it came from a card or the history, and not from who knows it. */
export const wasHidden = (name: string, value: string): boolean =>
  isSecret(name) ? value === HIDDEN : ['=', ': ', '://'].some((before) => value.includes(`${before}${HIDDEN}`));

/** `Password:`, `Password=`, `"password": …` and `<Password>`. */
const NAMED = /([\w.-]{1,80})["'\u201c\u201d]?\s{0,3}[:=>]/g;

/** Whether a text of several lines, JSON or XML names something that nobody should read. */
export const namesSecret = (text: string): boolean => [...text.matchAll(NAMED)].some(([, name = '']) => isSecret(name));

/** The value of an argument as it may be shown: secrets hidden, all else as it is. */
export function shown(name: string, value: string): string {
  if (isSecret(name)) return HIDDEN;
  const [, header] = HEADER.exec(value) ?? [];
  return header === undefined ? withoutSecrets(value) : `${header}: ${HIDDEN}`;
}

/** A text as it may be shown where it is, or holds, the address of something: whoever may go there stays between them and it. */
export const withoutSecrets = (text: string): string =>
  text.replace(IN_ADDRESS, `$1${HIDDEN}`).replace(BEFORE_HOST, `$1${HIDDEN}@`);
