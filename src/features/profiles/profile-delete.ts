import { z } from 'zod';
import { defineChange } from '#intent/command.ts';
import { said } from '#render/replies.ts';
import { changedMeanwhile, profileNamed, settingCount, targetOf } from './found.ts';
import { nameOf, ProfileName } from './profile-words.ts';

interface Step {
  name: string;
  version: number;
}

/** Takes a profile away; it can be brought back for 30 days. */
export const profileDelete = defineChange({
  name: 'profile delete',
  aliases: ['profile remove', 'delete profile', 'remove profile'],
  topic: 'rollouts',
  summary: 'Delete a profile',
  usage: 'profile delete <name>',
  example: () => 'profile delete lobby',
  needs: 'administer',
  args: z.object({ name: ProfileName }),
  read: (line) => ({ name: nameOf(line) }),
  say: ({ name }) => `profile delete ${name}`,

  async plan({ name: said }, context) {
    const { store, asker } = context;
    const { id, name, version, settings } = await profileNamed(said, context, (other) => `profile delete ${other}`);
    const checks = (await store.driftChecks.list(asker.orgId)).filter(({ profileId }) => profileId === id).length;
    return {
      tier: 2,
      title: `Delete the profile ${name}?`,
      action: `Delete ${name}`,
      targets: [targetOf(name)],
      facts: [
        { key: String(version), text: `It has ${settingCount(settings.length)}. No device is changed.` },
        ...(checks === 0
          ? []
          : [
              {
                key: `checks ${checks}`,
                text: `${checks === 1 ? '1 drift check goes' : `${checks} drift checks go`} by it and can't go on without it.`,
              },
            ]),
        { key: 'kept', text: '"undo" brings it back, for 30 days.' },
      ],
      step: { name, version } satisfies Step,
    };
  },

  async apply({ name, version }: Step, context) {
    const profile = await profileNamed(name, context, (other) => `profile ${other}`);
    if (profile.version !== version || !(await context.store.profiles.remove(profile))) throw changedMeanwhile(name);
    const back = `profile restore ${name}`;
    return {
      reply: said(`The profile ${name} is deleted`, {
        next: [
          { title: 'Undo', say: back },
          { title: 'Profiles', say: 'profiles' },
        ],
      }),
      trackingIds: [],
      undo: { words: back },
    };
  },
});
