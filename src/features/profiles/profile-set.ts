import { z } from 'zod';
import { defineChange } from '#intent/command.ts';
import { readWords } from '#intent/words.ts';
import { profileNamed } from './found.ts';
import { applyEdit, planEdit } from './profile-edit.ts';
import { ProfileName } from './profile-words.ts';
import { checkSettings, settingsOf, settingWords, UNCHECKED } from './setting-words.ts';
import { Faults, Settings } from './source-words.ts';

const HOW = 'Write what it should say, for example: profile set lobby Audio.DefaultVolume=60';

/** Adds settings to a profile, or gives them another value. */
export const profileSet = defineChange({
  name: 'profile set',
  topic: 'rollouts',
  summary: 'Change settings of a profile',
  usage: 'profile set <name> <key>=<value> [<key>=<value> …]',
  example: () => 'profile set lobby Audio.DefaultVolume=60',
  needs: 'administer',
  args: z.object({
    name: ProfileName,
    faults: Faults,
    settings: Settings.min(1, HOW),
    left: z
      .string()
      .max(0, { error: ({ input }) => `I can't tell what "${String(input).slice(0, 40)}" belongs to. ${HOW}` })
      .default(''),
  }),
  read({ raw }) {
    const [first, ...others] = readWords(raw).tokens;
    const { settings, rest, faults } = settingsOf(others);
    return { name: first?.text ?? '', settings, faults, left: rest.join(' ') };
  },
  say: ({ name, settings }) => ['profile set', name, ...settings.map(settingWords)].join(' '),

  async plan({ name, settings }, context) {
    const words = settings.map(settingWords).join(' ');
    const profile = await profileNamed(name, context, (other) => `profile set ${other} ${words}`);
    checkSettings(settings);
    const given = new Map(settings.map((one) => [one.key.toLowerCase(), one]));
    const known = new Set(profile.settings.map(({ key }) => key.toLowerCase()));
    const plan = planEdit(profile, [
      // The key stays as the device spells it.
      ...profile.settings.map((one) => ({ ...one, value: given.get(one.key.toLowerCase())?.value ?? one.value })),
      ...settings.filter(({ key }) => !known.has(key.toLowerCase())),
    ]);
    return { ...plan, facts: [...plan.facts, { key: 'unchecked', text: UNCHECKED }] };
  },

  apply: applyEdit,
});
