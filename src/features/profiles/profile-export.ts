import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { toCsv } from '#lib/csv.ts';
import { said } from '#render/replies.ts';
import { type Profile, profileNamed, settingCount } from './found.ts';
import { ProfileName } from './profile-words.ts';

const FORMATS = ['json', 'csv'] as const;

/** A profile as a file, as "profile save" reads it. */
export const profileExport = defineRead({
  name: 'profile export',
  aliases: ['export profile'],
  topic: 'rollouts',
  summary: 'Get a profile as a file',
  usage: 'profile export <name> [json|csv]',
  example: () => 'profile export lobby',
  needs: 'look',
  args: z.object({ name: ProfileName, as: z.enum(FORMATS, { error: 'Write json or csv.' }).default('json') }),
  read({ words }) {
    const [first, ...others] = words.map(({ text }) => text);
    const as = others
      .filter((word) => !/^as$/i.test(word))
      .join(' ')
      .toLowerCase();
    return { name: first ?? '', ...(as !== '' && { as }) };
  },
  say: ({ name, as }) => `profile export ${name} ${as}`,

  async run({ name: asked, as }, context) {
    const profile = await profileNamed(asked, context, (other) => `profile export ${other} ${as}`);
    const { name, version, settings } = profile;
    const other = as === 'json' ? 'csv' : 'json';
    const file = `profile-${name}-${version}.${as}`;
    return {
      ...said(`${name}, version ${version}: ${settingCount(settings.length)}`, {
        detail: `${file}\nSend it back with "profile save ${name}" to change it.`,
        next: [
          { title: `As ${other.toUpperCase()}`, say: `profile export ${name} ${other}` },
          { title: `See ${name}`, say: `profile ${name}` },
        ],
      }),
      files: [
        {
          name: file,
          type: as === 'json' ? 'application/json' : 'text/csv',
          bytes: new TextEncoder().encode(as === 'json' ? jsonOf(profile) : csvOf(profile)),
        },
      ],
    };
  },
});

/** Written by hand, so that a key such as `__proto__` is one like any other. */
const jsonOf = ({ settings }: Profile): string =>
  `{\n${settings.map(({ key, value }) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n')}\n}\n`;

const csvOf = ({ settings }: Profile): string =>
  toCsv(
    ['key', 'value'],
    settings.map(({ key, value }) => [key, Array.isArray(value) ? JSON.stringify(value) : value]),
  );
