import { nameList } from '#lib/name-list.ts';
import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import type { Setting } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';

interface From {
  profiles: readonly string[];
  /** Some are said besides the profiles. */
  hasOwn: boolean;
  /** Those that come from a file. */
  columns: readonly string[];
}

/** "profile lobby (3 settings)", "Standby.Delay → 10 and 2 more (profile lobby), 2 settings from a file" */
export function titleOf(settings: readonly Setting[], { profiles, hasOwn, columns }: From): string {
  const [first, ...others] = settings;
  const names = `${profiles.length === 1 ? 'profile' : 'profiles'} ${nameList(profiles, 3)}`;
  if (profiles.length > 0 && others.length > 0 && !hasOwn && columns.length === 0)
    return `${names} (${settings.length} settings)`;
  const from = columns.length > 0 ? `${fileWords(columns)} from a file` : undefined;
  if (!first) return from ?? '';
  const words = `${first.key} → ${'reset' in first ? 'default' : shortened(first.text === '' ? 'empty' : first.text, 60)}`;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const saved = profiles.length > 0 ? ` (${names})` : '';
  return `${words}${more}${saved}${from === undefined ? '' : `, ${from}`}`;
}

const fileWords = ([first = '', another, ...others]: readonly string[]): string =>
  another === undefined ? first : others.length === 0 ? `${first} and ${another}` : `${others.length + 2} settings`;

/** `words` ask for the same with another profile. */
export function noProfile(
  name: string,
  profiles: readonly { name: string }[],
  words: (meant: string) => string,
): Problem {
  // What is of several words is not said on a button that other words go around.
  const names = profiles.flatMap((profile) => (/\s/.test(profile.name) ? [] : profile.name));
  const near = nearest(name, names);
  return new Problem(`There is no profile "${shortened(name, 60)}"`, {
    code: 'no-profile',
    hint: `${near.length > 0 ? `Nearest: ${nameList(near, 3)}. ` : ''}Nothing was sent.`,
    next: [...near.map((meant) => ({ title: meant, say: words(meant) })), { title: 'Profiles', say: 'profiles' }],
  });
}
