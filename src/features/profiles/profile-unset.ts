import { z } from 'zod';
import { defineChange } from '#intent/command.ts';
import { readWords } from '#intent/words.ts';
import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { type Profile, profileNamed } from './found.ts';
import { applyEdit, planEdit } from './profile-edit.ts';
import { ProfileName } from './profile-words.ts';

const HOW = 'Which setting? For example: profile unset lobby Audio.DefaultVolume';

/** Takes settings out of a profile. */
export const profileUnset = defineChange({
  name: 'profile unset',
  topic: 'rollouts',
  summary: 'Take settings out of a profile',
  usage: 'profile unset <name> <key> [<key> …]',
  example: () => 'profile unset lobby Audio.DefaultVolume',
  needs: 'administer',
  args: z.object({
    name: ProfileName,
    keys: z
      .array(
        z
          .string()
          .max(200)
          .regex(/^[\w.[\]-]+$/, HOW),
      )
      .min(1, HOW)
      .max(200),
  }),
  read({ raw }) {
    const [first, ...others] = readWords(raw).tokens;
    const keys = others
      .map(({ text }) => text.replace(/,$/, '').replaceAll('/', '.'))
      .filter((text) => text !== '' && !/^and$/i.test(text));
    return { name: first?.text ?? '', keys };
  },
  say: ({ name, keys }) => `profile unset ${name} ${keys.join(' ')}`,

  async plan({ name, keys }, context) {
    const profile = await profileNamed(name, context, (other) => `profile unset ${other} ${keys.join(' ')}`);
    const gone = new Set(keys.map((key) => key.toLowerCase()));
    const known = new Set(profile.settings.map(({ key }) => key.toLowerCase()));
    const unknown = keys.find((key) => !known.has(key.toLowerCase()));
    if (unknown !== undefined) throw notThere(unknown, keys, profile);
    const rest = profile.settings.filter(({ key }) => !gone.has(key.toLowerCase()));
    if (rest.length === 0) throw wouldBeEmpty(profile.name);
    return planEdit(profile, rest);
  },

  apply: applyEdit,
});

function notThere(key: string, keys: readonly string[], { name, settings }: Profile): Problem {
  const near = nearest(
    key,
    settings.map((one) => one.key),
  );
  return new Problem(`${name} does not set "${key}"`, {
    code: 'no-such-key',
    hint: `${near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : ''}Nothing was changed.`,
    next: [
      ...near.map((other) => ({
        title: other,
        say: `profile unset ${name} ${keys.map((one) => (one === key ? other : one)).join(' ')}`,
      })),
      { title: `See ${name}`, say: `profile ${name}` },
    ],
  });
}

const wouldBeEmpty = (name: string): Problem =>
  new Problem(`${name} would have no settings left`, {
    code: 'would-be-empty',
    hint: 'Nothing was changed. It can be deleted.',
    next: [{ title: 'Delete…', say: `profile delete ${name}` }],
  });
