import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { aliasCard } from './alias-card.ts';
import { noSuchAlias, ownersOf, readName } from './alias-words.ts';

/** Shows what one alias stands for, without running it. */
export const alias = defineRead({
  name: 'alias',
  topic: 'bot',
  summary: 'See what an alias stands for',
  usage: 'alias <name>',
  example: () => 'alias morning',
  needs: 'look',
  args: z.object({ name: z.string().max(5_000).default('') }),
  read: ({ raw }) => ({ name: raw }),
  say: ({ name }) => `alias ${name}`.trim(),
  // What was meant to be added is not kept.
  record: ({ name }) => `alias ${name.replace(/\s*=.*$/s, ' = …')}`.trim(),

  async run({ name: said }, context) {
    if (said === '') return { say: 'aliases' };
    if (said.includes('=')) throw toBeAdded(said);
    const { name, mine } = readName(said);
    const owners = ownersOf(context);
    const [own, ours] = owners;
    const found = await context.store.aliases.find(mine ? [own] : [own, ours], name);
    if (found.length === 0) throw noSuchAlias(name, await context.store.aliases.list(owners), 'alias');
    return aliasCard(found, { title: `Alias ${name}` }, context);
  },
});

/** As other shells have it. */
const toBeAdded = (said: string) =>
  new Problem('An alias is added with "alias add"', {
    code: 'alias-add',
    hint: 'Nothing was kept.',
    next: [{ title: 'Add it', say: `alias add ${said}` }],
  });
