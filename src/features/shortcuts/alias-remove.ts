import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { addWords, FOR_ALL, isMine, noSuchAlias, ownersOf, readName, removeWords, standsFor } from './alias-words.ts';

/** Takes an alias away: one's own, or the space's, whoever made it. */
export const aliasRemove = defineRead({
  name: 'alias remove',
  aliases: ['unalias'],
  topic: 'bot',
  summary: 'Remove an alias',
  usage: 'alias remove [mine] <name>',
  example: () => 'alias remove morning',
  needs: 'look',
  args: z.object({
    name: z.string().min(1, 'Which alias? For example: alias remove morning').max(200, 'That is no name of an alias.'),
    mine: z.boolean().default(false),
  }),
  read: ({ raw }) => readName(raw),
  say: ({ name, mine }) => removeWords(name, mine),

  async run({ name, mine }, context) {
    const { aliases } = context.store;
    const owners = ownersOf(context);
    const [own, ours] = owners;
    const [alias] = await aliases.find(mine ? [own] : [own, ours], name);
    if (!alias) throw noSuchAlias(name, await aliases.list(owners), 'alias remove');
    const isOwn = isMine(alias);
    if (!isOwn && !context.asker.may('operate'))
      throw new Problem("You can look, but not remove this space's aliases", {
        code: 'not-allowed',
        hint: `That needs ${context.asker.roleFor({ command: FOR_ALL }).name}. Your role: ${context.asker.role ?? 'none'}.`,
        next: [{ title: 'Aliases', say: 'aliases' }],
      });
    await aliases.remove(alias.owner, name);
    const [other] = isOwn ? await aliases.find([ours], name) : [];
    const detail = [
      `It stood for: ${standsFor(alias)}`,
      isOwn ? '' : `Made by ${alias.by.email}.`,
      other ? `This space's "${other.name}" stays: ${standsFor(other)}` : '',
    ];
    return said(isOwn ? `Your alias "${alias.name}" is removed` : `This space's alias "${alias.name}" is removed`, {
      detail: detail.filter(Boolean).join(' · '),
      next: [
        { title: 'Add again', say: addWords(alias, isOwn) },
        { title: 'Aliases', say: 'aliases' },
      ],
    });
  },
});
