import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { EntryNeeded, entered } from '#intent/entry-form.ts';
import { readWords } from '#intent/words.ts';
import { profileNamed, settingCount } from './found.ts';
import { devicesField, ProfileName } from './profile-words.ts';

/** Rolls a profile out: the same as "rollout profile:lobby on tag:lobby". */
export const profileApply = defineRead({
  name: 'profile apply',
  aliases: ['apply profile', 'profile rollout'],
  topic: 'rollouts',
  summary: 'Roll a profile out to devices',
  usage: 'profile apply <name> on <selection> [canary 5%] …',
  example: () => 'profile apply lobby on tag:lobby',
  needs: 'administer',
  args: z.preprocess(
    (raw) => entered(Object(raw)),
    z.object({ name: ProfileName, on: z.string().trim().max(3_000).default('') }),
  ),
  read({ raw }) {
    // What follows is the rollout's to read, quotes and all.
    const { tokens, raw: clean } = readWords(raw);
    const [first, second] = tokens;
    const isOn = second && !second.quoted && /^(on|to)$/i.test(second.text);
    return { name: first?.text ?? '', on: second ? clean.slice(isOn ? second.end : second.start) : '' };
  },
  say: ({ name, on }) => `profile apply ${name}${on === '' ? '' : ` on ${on}`}`,

  async run({ name: asked, on }, context) {
    const { name, settings } = await profileNamed(
      asked,
      context,
      (other) => `profile apply ${other}${on === '' ? '' : ` on ${on}`}`,
    );
    if (on !== '') return { say: `rollout profile:${name} on ${on}` };
    throw new EntryNeeded({
      command: 'profile apply',
      args: { name },
      title: `Roll out ${name}`,
      about: `${settingCount(settings.length)}. You see a plan before anything is changed.`,
      fields: [{ ...devicesField(''), id: 'on', maxLength: 1_000 }],
      action: 'Make a plan',
      tier: 1,
      next: [{ title: `See ${name}`, say: `profile ${name}` }],
    });
  },
});
