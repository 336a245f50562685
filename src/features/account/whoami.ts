import { z } from 'zod';
import type { Permission } from '#intent/asker.ts';
import { defineRead } from '#intent/command.ts';
import { said } from '#render/replies.ts';

const RIGHTS: [Permission, string][] = [
  ['look', 'look at devices'],
  ['operate', 'change devices'],
  ['administer', 'do what can lock a device up'],
];

const MOST_RULES = 12;

/** "a, b and c". */
const listed = (items: string[], word: 'and' | 'or'): string =>
  [items.slice(0, -1).join(', '), items.at(-1)].filter(Boolean).join(` ${word} `);

/** Tells somebody what this bot takes them for and what follows from it. */
export const whoami = defineRead({
  name: 'whoami',
  aliases: ['who am i'],
  topic: 'bot',
  summary: 'See your role',
  usage: 'whoami [ids]',
  example: () => 'whoami',
  needs: 'open',
  args: z.object({
    /** What a policy file names people and spaces by. */
    ids: z.boolean().default(false),
  }),
  read: ({ text }) => ({ ids: /^ids?$/i.test(text) }),
  say: ({ ids }) => (ids ? 'whoami ids' : 'whoami'),

  async run({ ids }, { asker, space, roles, rights: { rules } }) {
    if (ids)
      return said('Ids for the policy file', {
        detail: `${asker.email}: ${asker.id}\nThis space: ${space.id}`,
        next: [{ title: 'Who am I', say: 'whoami' }],
      });
    const rights = RIGHTS.filter(([permission]) => asker.may(permission)).map(([, right]) => right);
    const admins = roles.admins.filter((email) => email !== '*').slice(0, 3);
    const detail =
      rights.length > 0
        ? `You can ${listed(rights, 'and')}.`
        : `You can't look at devices yet.${admins.length === 0 ? '' : ` Ask ${listed(admins, 'or')}.`}`;
    return said(`${asker.displayName}: ${asker.role ?? 'no role'}`, {
      detail: [
        `${asker.email} · ${detail}`,
        // Without a policy file the names of the roles say all there is.
        ...rules
          .filter(({ line }) => line !== undefined)
          .slice(0, MOST_RULES)
          .map(({ role, words, line }) => `${role}: ${words} (line ${line})`),
        ...(rules.length > MOST_RULES ? [`And ${rules.length - MOST_RULES} more rules.`] : []),
      ].join('\n'),
      next: [
        { title: 'What you can do', say: 'help' },
        ...(rules.some(({ line }) => line !== undefined) && asker.may('administer')
          ? [{ title: 'Ids for the policy', say: 'whoami ids' }]
          : []),
      ],
    });
  },
});
