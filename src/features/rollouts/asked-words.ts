import { readSettings } from '#fleet/settings.ts';
import type { ReadContext } from '#intent/context.ts';
import { LoginNeeded } from '#intent/login-needed.ts';
import { readWords } from '#intent/words.ts';
import { Problem } from '#lib/problem.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import type { Setting, Spec } from '#lib/rollout.ts';
import { askedFor } from './asked.ts';
import type { Now } from './option-times.ts';
import type { PacingWords } from './option-words.ts';
import { optionsWords, pacingWords } from './options-words.ts';
import { phraseOf, readRollout } from './rollout-words.ts';

/** What a rollout sets, or the command that it sends, and on which devices: both as they are typed. */
export interface AskedWords {
  what: string;
  on: string;
}

/** What a plan asks for, as words that can be typed over; undefined where a file said it, or it takes something back. */
export function askedWords({ phrase, words, work }: Spec, now: Now): AskedWords | undefined {
  if (phrase === undefined) return undefined;
  const { what, on } = readRollout(words.replace(/^rollout /, ''), now);
  return { what: work.kind === 'settings' ? settingsWords(work.settings) : what.join(' '), on: on.join(' ') };
}

const settingsWords = (settings: readonly Setting[]): string =>
  settings.map((setting) => `${setting.key}=${'reset' in setting ? '(default)' : valueSaid(setting.text)}`).join(' ');

const valueSaid = (text: string): string => (text === '' || /^[\w.:/@%+-]+$/.test(text) ? text : alwaysQuoted(text));

/** Words begin so that say what is set, or where, rather than how it goes. */
const ASKS = /^(?:on\s|profile:|[a-z_][\w[\]-]*(?:[./][\w[\]-]+)+[=:])|\son\s/i;

/**
 * "Standby.Delay=20 on tag:lobby over 2h", said of a plan that is there: what is set besides stays, and so do its devices where no
 * others are named. Undefined where the words only say how it is to go.
 */
export function askedAnew(
  words: string,
  { spec, before, now }: { spec: Spec; before: AskedWords; now: Now },
): { asked: AskedWords; options: PacingWords; fault?: string | undefined } | undefined {
  if (!ASKS.test(words)) return undefined;
  const { what, on, faults, warnings: _, ...options } = readRollout(words, now);
  const [fault] = faults;
  const asked = { what: before.what, on: on.length > 0 ? on.join(' ') : before.on };
  if (what.length === 0) return { asked, options, fault };
  const { settings } = readSettings(readWords(what.join(' ')).tokens);
  const keys = new Set(settings.map(({ key }) => key.toLowerCase()));
  const kept =
    spec.work.kind === 'settings' ? spec.work.settings.filter(({ key }) => !keys.has(key.toLowerCase())) : [];
  return { asked: { ...asked, what: [settingsWords(kept), ...what].filter(Boolean).join(' ') }, options, fault };
}

/** What is wrong with it, each at its field, as sentences; none where a rollout can be planned from it. */
export async function faultsIn(
  { what, on }: AskedWords,
  options: PacingWords,
  context: ReadContext,
): Promise<Partial<AskedWords>> {
  const now = { now: context.now, timeZone: context.timeZone };
  const missing = {
    ...(what === '' && { what: 'Say what is to be set, for example Standby.Delay=10.' }),
    ...(on === '' && { on: 'Say which devices, for example tag:lobby.' }),
  };
  if (what === '' || on === '') return missing;
  const where = readRollout(`X.Y=1 on ${on}`, now);
  if (!isAlone(where, 1)) return { on: `${where.faults[0] ?? NO_OPTIONS}.` };
  const whole = readRollout(`${what} on ${on}`, now);
  if (!isAlone(whole) || whole.on.join(' ') !== on) return { what: `${whole.faults[0] ?? NO_OPTIONS}.` };
  const { fleet } = await context.admin('configurations:write');
  const found = await faultOf(() => fleet.many(phraseOf(whole.on)));
  if (found !== undefined) return { on: found };
  const words = optionsWords({ ...options, what: whole.what, on: whole.on });
  const fault = await faultOf(() => askedFor({ words }, context));
  return fault === undefined ? {} : { what: fault };
}

const NO_OPTIONS = 'How it is to go has fields of its own below';

const isAlone = (read: ReturnType<typeof readRollout>, most = Infinity): boolean =>
  read.faults.length === 0 && pacingWords(read).length === 0 && read.what.length <= most && read.on.length > 0;

/** What somebody would be told, in one line. */
async function faultOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Problem) || error instanceof LoginNeeded) throw error;
    const hint = (error.hint ?? '')
      .replace(/\s*Nothing was sent\.$/, '')
      .replace(/\s+/g, ' ')
      .trim();
    // All that is wrong is in its hint.
    if (error.code === 'rollout-not-understood' && hint !== '') return hint;
    return [error.message.replace(/[^.!?]$/, '$&.'), hint].filter(Boolean).join(' ');
  }
}
