import { z } from 'zod';
import { defineChange } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { addWords, isMine, noSuchAlias, ownersOf, readName, removeWords, standsFor } from './alias-words.ts';

const Step = z.object({ name: z.string(), mine: z.boolean() });

/** Takes an alias away: one's own, or the space's, whoever made it. */
export const aliasRemove = defineChange({
  name: 'alias remove',
  aliases: ['unalias'],
  topic: 'bot',
  summary: 'Remove an alias',
  usage: 'alias remove [mine] <name>',
  example: () => 'alias remove morning',
  needs: 'look',
  args: Step.extend({
    name: z.string().min(1, 'Which alias? For example: alias remove morning').max(200, 'That is no name of an alias.'),
  }),
  read: ({ raw }) => readName(raw),
  say: ({ name, mine }) => removeWords(name, mine),

  async plan({ name, mine }, context) {
    const owners = ownersOf(context);
    const [own, ours] = owners;
    const [alias] = await context.store.aliases.find(mine ? [own] : [own, ours], name);
    if (!alias) throw noSuchAlias(name, await context.store.aliases.list(owners), 'alias remove');
    if (!isMine(alias) && !context.asker.may('operate'))
      throw new Problem("You can look, but not remove this space's aliases", {
        code: 'not-allowed',
        hint: `That needs the operator role. Your role: ${context.asker.role ?? 'none'}.`,
        next: [{ title: 'Aliases', say: 'aliases' }],
      });
    return {
      tier: 0,
      needs: isMine(alias) ? 'look' : 'operate',
      title: `Remove the alias "${alias.name}"?`,
      action: 'Remove it',
      targets: [],
      facts: [],
      step: { name: alias.name, mine: isMine(alias) },
    };
  },

  async apply({ name, mine }: z.infer<typeof Step>, context) {
    const [own, ours] = ownersOf(context);
    const removed = await context.store.aliases.remove(mine ? own : ours, name);
    if (!removed) throw noSuchAlias(name, [], 'alias remove');
    const [other] = mine ? await context.store.aliases.find([ours], name) : [];
    const again = addWords(removed, mine);
    const detail = [
      `It stood for: ${standsFor(removed)}`,
      mine ? '' : `Made by ${removed.by.email}.`,
      other ? `Here "${name}" is now this space's: ${standsFor(other)}` : '',
    ];
    return {
      reply: said(mine ? `Your alias "${name}" is removed` : `This space's alias "${name}" is removed`, {
        detail: detail.filter(Boolean).join(' · '),
        next: [
          { title: 'Add again', say: again },
          { title: 'Aliases', say: 'aliases' },
        ],
      }),
      trackingIds: [],
      undo: { words: again },
    };
  },
});
