import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { said } from '#render/replies.ts';
import { aliasCard } from './alias-card.ts';
import { ownersOf } from './alias-words.ts';

/** Lists the aliases that can be said here: this space's and one's own. */
export const aliases = defineRead({
  name: 'aliases',
  aliases: ['shortcuts'],
  topic: 'bot',
  summary: 'List the aliases here',
  usage: 'aliases [page:2]',
  example: () => 'aliases',
  needs: 'look',
  takesFilters: true,
  args: z.object({ page: z.coerce.number().int().min(1).catch(1).default(1) }),
  read: ({ filters }) => ({ page: filters.get('page')?.[0] }),
  say: ({ page }) => (page > 1 ? `aliases page:${page}` : 'aliases'),

  async run({ page }, context) {
    const [mine, ours] = ownersOf(context);
    const all = [...(await context.store.aliases.list([mine])), ...(await context.store.aliases.list([ours]))];
    const title = all.length === 1 ? '1 alias' : `${all.length} aliases`;
    if (all.length > 0) return aliasCard(all, { title, page }, context);
    return said('There are no aliases here yet', {
      detail: 'One name for words that you say often. For example: alias add quiet = volume 20 on Fjord',
      next: [{ title: 'How to add one', say: 'help alias add' }],
    });
  },
});
