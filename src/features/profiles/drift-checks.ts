import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { said } from '#render/replies.ts';
import { checksCard } from './check-card.ts';
import { checksHere } from './check-chosen.ts';
import { onPage, Page, withPage } from './profile-words.ts';

/** The drift checks of this space; for administrators, of all spaces. */
export const driftChecks = defineRead({
  name: 'drift checks',
  aliases: ['drift check list'],
  topic: 'rollouts',
  summary: 'List drift checks',
  usage: 'drift checks [page:2]',
  example: () => 'drift checks',
  needs: 'look',
  args: z.object({ page: Page }),
  read: (line) => ({ page: withPage(line).page }),
  say: ({ page }) => `drift checks${onPage(page)}`,

  async run({ page }, context) {
    const { mine: all, others } = await checksHere(context);
    const names = new Map((await context.store.profiles.list(context.asker.orgId)).map(({ id, name }) => [id, name]));
    const mine = all.map((one) => ({
      ...one,
      profileName: names.get(one.profileId) ?? `${one.profileName} (deleted)`,
    }));
    const rest = others === 0 ? '' : `${others} more in other spaces.`;
    if (mine.length === 0)
      return said('There are no drift checks here', {
        detail: [
          rest,
          'One compares devices with a profile again and again, and tells when one is no longer as it says.',
        ]
          .filter(Boolean)
          .join(' '),
        next: [
          { title: 'New check…', say: 'drift check' },
          { title: 'Profiles', say: 'profiles' },
        ],
      });
    const elsewhere = [...new Set(mine.map(({ spaceId }) => spaceId).filter((id) => id !== context.space.id))];
    const titles = new Map(await Promise.all(elsewhere.map(async (id) => [id, await context.titleOf(id)] as const)));
    const title = mine.length === 1 ? '1 drift check' : `${mine.length} drift checks`;
    return checksCard(mine, context, { title, note: rest, page, titles });
  },
});
