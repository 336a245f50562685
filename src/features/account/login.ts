import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { nearest } from '#lib/nearest.ts';
import type { Want } from '#webex/scopes.ts';

const READS: readonly Want[] = ['devices:read', 'workspaces:read', 'locations:read', 'metrics:read', 'hotdesk:read'];

/** What somebody can log in for, by the words they say. */
const FOR = new Map<string, readonly Want[]>([
  ['reading', READS],
  ['devices', ['devices:write', 'codes:write']],
  ['workspaces', ['workspaces:write', 'locations:read', 'metrics:read', 'codes:write']],
  ['locations', ['locations:write']],
  ['hot desks', ['hotdesk:write', 'workspaces:read']],
  [
    'everything',
    [
      ...READS,
      'devices:write',
      'codes:write',
      'workspaces:write',
      'locations:write',
      'hotdesk:write',
      'personalise:write',
    ],
  ],
]);
const AREAS = [...FOR.keys()];

/** Sends whoever asks a link to log in, so that the bot can act for them in Webex. */
export const login = defineRead({
  name: 'login',
  aliases: ['log in', 'sign in'],
  topic: 'bot',
  summary: 'Let me act with your rights in Webex',
  usage: `login [for ${AREAS.join(' | ')}]`,
  example: () => 'login for workspaces',
  needs: 'look',
  args: z.object({
    area: z
      .string()
      .refine((area) => FOR.has(area), {
        error: ({ input }) => {
          const [best] = nearest(String(input), AREAS, { max: 1 });
          return `Log in for ${AREAS.join(', ')}${best === undefined ? '' : `: did you mean "${best}"?`}`;
        },
      })
      .default('reading'),
  }),
  read: ({ text }) => {
    const area = text
      .trim()
      .toLowerCase()
      .replace(/^(?:for|to)\s+/, '');
    return { area: area === '' ? undefined : area };
  },
  say: ({ area }) => (area === 'reading' ? 'login' : `login for ${area}`),
  instead: () => AREAS.slice(1).map((area) => ({ title: `For ${area}`, say: `login for ${area}` })),

  run: ({ area }, { login }) => login.link(FOR.get(area) ?? READS),
});
