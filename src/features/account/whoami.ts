import { z } from 'zod';
import type { Permission } from '#intent/asker.ts';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { loginWords } from '#intent/login-words.ts';
import { said } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';

const RIGHTS: [Permission, string][] = [
  ['look', 'look at devices'],
  ['operate', 'change devices'],
  ['administer', 'do what can lock a device up'],
];

const MOST_RULES = 12;
const WHAT_SCOPES_ARE = 'These are the scopes that you agreed to at Webex:';

/** "a, b and c". */
const listed = (items: string[], word: 'and' | 'or'): string =>
  [items.slice(0, -1).join(', '), items.at(-1)].filter(Boolean).join(` ${word} `);

/** Tells somebody what this bot takes them for and what follows from it. */
export const whoami = defineRead({
  name: 'whoami',
  aliases: ['who am i'],
  topic: 'bot',
  summary: 'See your role',
  usage: 'whoami [ids | scopes]',
  example: () => 'whoami',
  needs: 'open',
  args: z.object({
    /** What a policy file names people and spaces by. */
    ids: z.boolean().default(false),
    /** What Webex lets the bot do for them. */
    scopes: z.boolean().default(false),
  }),
  read: ({ text }) => ({ ids: /^ids?$/i.test(text), scopes: /^scopes?$/i.test(text) }),
  say: ({ ids, scopes }) => (ids ? 'whoami ids' : scopes ? 'whoami scopes' : 'whoami'),

  async run({ ids, scopes }, context) {
    const { asker, space, roles, login, timeZone } = context;
    const { rules, standIns } = context.rights;
    if (scopes) return scopesReply(context);
    const [state, allows] = await Promise.all([login.state(), login.allows()]);
    const isIn = state !== undefined && state.ended === undefined;
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
        ...(state || login.isPossible ? [loginWords(state, allows, timeZone)] : []),
        ...(isIn ? [] : standIns.map((rule) => `The service app stands in for you: ${rule}`)),
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
        ...(isIn ? [{ title: 'Scopes', say: 'whoami scopes' }] : []),
        ...(isIn || !login.isPossible || !asker.may('look') ? [] : [{ title: 'Log in', say: 'login' }]),
      ],
    });
  },
});

async function scopesReply({ login, timeZone }: ReadContext): Promise<Reply> {
  const [state, allows] = await Promise.all([login.state(), login.allows()]);
  const isIn = state !== undefined && state.ended === undefined;
  return said(loginWords(state, allows, timeZone), {
    detail: isIn ? [`As ${state.email}. ${WHAT_SCOPES_ARE}`, ...state.scopes].join('\n') : '',
    next: [
      { title: 'Who am I', say: 'whoami' },
      ...(isIn ? [{ title: 'Log out', say: 'logout' }] : []),
      ...(isIn || !login.isPossible ? [] : [{ title: 'Log in', say: 'login' }]),
    ],
  });
}
