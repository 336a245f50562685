import { createNearest } from './nearest.ts';

/**
 * What Intl knows beside the countries of ISO 3166-1: codes that the standard leaves to its users, and those it has set
 * aside for other things than countries or for countries that are no more.
 */
const FREE = /^(AA|Q[M-Z]|X[A-Z]|ZZ)$/;
const SET_ASIDE = new Set('AC CP CQ DG EA EU EZ FX IC SU TA UK UN'.split(' '));
const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

/** Worked out when first asked for: most conversations are not about countries. */
let known: ReadonlyMap<string, string> | undefined;

/** English names by code. */
function countries(): ReadonlyMap<string, string> {
  if (known) return known;
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const found = new Map<string, string>();
  for (const code of LETTERS.flatMap((first) => LETTERS.map((second) => first + second))) {
    const name = names.of(code);
    // A code that is no more stands for the one that took its place.
    if (name === undefined || FREE.test(code) || SET_ASIDE.has(code)) continue;
    if (new Intl.Locale(`und-${code}`).region === code) found.set(code, name);
  }
  known = found;
  return found;
}

/** Whether a text is an ISO 3166-1 alpha-2 code as Webex takes it, such as NO: two capital letters. */
export const isCountryCode = (text: string): boolean => countries().has(text);

/** The English name for a code, such as Norway; the code itself when it is none. */
export const countryName = (code: string): string => countries().get(code) ?? code;

/**
 * The code that a person means by a code in any case or by an English name, such as `no`, `Norway` or `UK`; undefined when
 * it is neither.
 */
export function countryCode(text: string): string | undefined {
  const given = text.trim();
  const code = given.toUpperCase();
  if (isCountryCode(code)) return code;
  return byName().get(given.toLowerCase());
}

/** The codes of countries whose name or code is near to what was written, best first; none when nothing is close. */
export function countriesNear(text: string, max = 3): string[] {
  const codes = byName();
  const near = createNearest([...codes.keys()])(text, { max: 2 * max });
  return [...new Set(near.flatMap((name) => codes.get(name) ?? []))].slice(0, max);
}

/** Codes by the long and the short name, in lower case. */
function byName(): Map<string, string> {
  const short = new Intl.DisplayNames('en', { type: 'region', style: 'short' });
  return new Map(
    [...countries()].flatMap(([code, name]) => [
      [name.toLowerCase(), code],
      [(short.of(code) ?? name).toLowerCase(), code],
    ]),
  );
}
