import { holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { valueText } from '#fleet/configuration-values.ts';
import { readSettings } from '#fleet/settings.ts';
import type { ReadContext } from '#intent/context.ts';
import { readWords } from '#intent/words.ts';
import type { NextStep } from '#lib/problem.ts';
import type { Setting, Spec } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import { faulty } from './faults.ts';
import { noProfile } from './profiles-said.ts';
import type { RolloutOptions } from './rollout-words.ts';
import { verbMeant } from './verb-meant.ts';

/** How a table begins, which a command without an empty line takes for words. */
const TABLE = /^(?:device|device ?id|id|name|serial|mac)[,;]/i;
/** How a value says that the default is to hold again. */
const DEFAULT = /^\(default\)$/i;

/** "profile lobby", and the name of one alone, are `profile:lobby`. */
export async function withProfile(what: readonly string[], { store, asker }: ReadContext): Promise<string[]> {
  const [first = '', name = '', ...others] = what;
  const isSaid = /^profile:?$/i.test(first) && name !== '' && !/[=:]/.test(name);
  if (isSaid) return [`profile:${name.replace(/^"(.*)"$/s, '$1')}`, ...others];
  const isAlone = name === '' && /^[^=:"]+$/.test(first);
  return isAlone && (await store.profiles.get(asker.orgId, first)) ? [`profile:${first}`] : [...what];
}

/** "reset Standby.Delay" is Standby.Delay=(default). */
export function withResets<Said extends RolloutOptions>(said: Said): Said {
  const [verb = '', ...keys] = said.what;
  const isReset =
    /^reset$/i.test(verb) && keys.length > 0 && keys.every((key) => /^[a-z_][^=:"]*[./][^=:"]+$/i.test(key));
  return isReset ? { ...said, what: keys.map((key) => `${key.replace(/,$/, '')}=(default)`) } : said;
}

/** What is typed besides profiles. */
export const ownSettings = (what: readonly string[]) => readSettings(wordsOf(what));
const wordsOf = (what: readonly string[]) =>
  readWords(what.filter((word) => !/^profile:/i.test(word)).join(' ')).tokens;

export const profilesIn = (what: readonly string[]): string[] =>
  what.flatMap((word) => /^profile:(.+)$/i.exec(word)?.[1] ?? []);

/**
 * The settings that are said, those of profiles among them, and which those were. Throws a Problem that says what is wrong; `words` ask for the same with
 * others in place of `what`, and `meant` is what mends a slip.
 */
export async function settingsOf(
  what: readonly string[],
  { store, asker }: ReadContext,
  { words, meant }: { words: (what: string[]) => string; meant: () => NextStep | undefined },
): Promise<{ settings: Setting[]; from: NonNullable<Spec['profiles']> }> {
  const profiles = profilesIn(what);
  const { settings, rest, faults } = ownSettings(what);
  const left = rest.filter((word) => word.trim() !== '');
  const verb = settings.length === 0 && faults.length === 0 && profiles.length === 0 ? verbMeant(left) : undefined;
  if (verb) throw verb;
  const isPlace = settings.length > 0 && /^(?:to|for|at|in)$/i.test(left[0] ?? '');
  const wrong = [
    ...faults,
    ...(isPlace ? [`Devices are named after "on", and not after "${left[0]}": on tag:lobby`] : []),
    ...(TABLE.test(left[0] ?? '') ? ['A table goes below an empty line after "rollout", or into a file'] : []),
    ...(left.length > 0 && !isPlace && !TABLE.test(left[0] ?? '')
      ? [`I can't tell what "${shortened(left.join(' '), 60)}" belongs to`]
      : []),
  ];
  const secret = settings.find(({ key, text }) => isSecretKey(key) || holdsSecret(key, text));
  if (secret) wrong.push(`${secret.key} is a secret; set it on one device at a time with "config set"`);
  if (wrong.length > 0) throw faulty("I can't plan this rollout", wrong, left.length > 0 ? meant() : undefined);
  const own = settings.map(
    ({ key, text }): Setting => (DEFAULT.test(text.trim()) ? { key, reset: true } : { key, text }),
  );
  const saved: Setting[] = [];
  const from: NonNullable<Spec['profiles']> = [];
  for (const name of profiles) {
    const profile = await store.profiles.get(asker.orgId, name);
    if (!profile)
      throw noProfile(name, await store.profiles.list(asker.orgId), (meant) =>
        words(what.map((word) => (word.toLowerCase() === `profile:${name}`.toLowerCase() ? `profile:${meant}` : word))),
      );
    from.push({ id: profile.id, name: profile.name, version: profile.version });
    for (const { key, value } of profile.settings) saved.push({ key, text: valueText(value) });
  }
  return { settings: merged(saved, own), from };
}

/** What the file says of a device goes before what is said of all. */
export function merged(all: readonly Setting[], own: readonly Setting[]): Setting[] {
  const keys = new Set(own.map(({ key }) => key.toLowerCase()));
  return [...all.filter(({ key }) => !keys.has(key.toLowerCase())), ...own];
}
