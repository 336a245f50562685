import { readWords } from '#intent/words.ts';
import { slips } from '#lib/nearest.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import type { Now } from './option-times.ts';
import { readRollout } from './rollout-words.ts';

/** Words of options that are misspelt. */
const WORDS = ['canary', 'waves', 'window', 'between', 'reboot', 'never', 'start', 'tomorrow', 'failures', 'percent'];
/** A short word is soon another one. */
const SHORT = 5;
const LONGEST = 300;

/**
 * The same words with one of them spelled as an option has it, where nothing is wrong with them then. `of`: a message whose file names
 * the devices.
 */
export function optionsMeant(raw: string, now: Now, of?: string): NextStep | undefined {
  if (raw.length > LONGEST) return undefined;
  for (const { text, quoted, start, end } of readWords(raw).tokens) {
    if (quoted) continue;
    const word = WORDS.find((known) => isSlip(text.toLowerCase(), known));
    const meant = word && `${raw.slice(0, start)}${word}${raw.slice(end)}`;
    if (meant === undefined) continue;
    const { faults, on } = readRollout(meant, now);
    if (faults.length > 0 || (on.length === 0 && of === undefined)) continue;
    return { title: `Use "${word}"`, say: `rollout ${meant}`, of };
  }
  return undefined;
}

/** What follows a device is taken for a part of its name: whoever looks for that in vain is told what mends it, too. */
export const offering =
  (meantBy: () => NextStep | undefined) =>
  (error: unknown): never => {
    if (!(error instanceof Problem) || error.code !== 'no-such-device') throw error;
    const meant = meantBy();
    if (!meant) throw error;
    const { message, code, hint, next } = error;
    throw new Problem(message, { code, ...(hint !== undefined && { hint }), next: [meant, ...next], cause: error });
  };

const isSlip = (word: string, known: string): boolean => {
  const count = slips(word, known);
  return count > 0 && count <= (known.length > SHORT ? 2 : 1);
};
