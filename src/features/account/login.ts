import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { nearest } from '#lib/nearest.ts';
import { shortened } from '#lib/shorten.ts';
import type { Want } from '#webex/scopes.ts';

const READS: readonly Want[] = [
  'devices:read',
  'configurations:read',
  'workspaces:read',
  'locations:read',
  'metrics:read',
  'hotdesk:read',
];

/** What somebody can log in for, by the words they say. */
const FOR = new Map<string, readonly Want[]>([
  ['reading', READS],
  ['devices', ['devices:write', 'configurations:write', 'codes:write']],
  ['workspaces', ['workspaces:write', 'locations:read', 'metrics:read', 'codes:write']],
  ['locations', ['locations:write']],
  ['hot desks', ['hotdesk:write', 'workspaces:read']],
  [
    'everything',
    [
      ...READS,
      'devices:write',
      'configurations:write',
      'codes:write',
      'workspaces:write',
      'locations:write',
      'hotdesk:write',
      'personalise:write',
    ],
  ],
]);
const AREAS = [...FOR.keys()];
/** What people call parts of them. */
const MEANT = new Map([
  ['read', 'reading'],
  ['looking', 'reading'],
  ['device', 'devices'],
  ['configurations', 'devices'],
  ['configuration', 'devices'],
  ['config', 'devices'],
  ['settings', 'devices'],
  ['tags', 'devices'],
  ['tag', 'devices'],
  ['codes', 'devices'],
  ['code', 'devices'],
  ['activation codes', 'devices'],
  ['workspace', 'workspaces'],
  ['rooms', 'workspaces'],
  ['metrics', 'reading'],
  ['usage', 'reading'],
  ['location', 'locations'],
  ['floors', 'locations'],
  ['floor', 'locations'],
  ['hot desk', 'hot desks'],
  ['hotdesks', 'hot desks'],
  ['desks', 'hot desks'],
  ['all', 'everything'],
  ['it all', 'everything'],
]);
/** Before the area, and instead of one: "login to Webex please". */
const NO_AREA = /^(?:(?:for|to|into|me|in|with|webex|please|now|again)(?:\s+|$))+/;

/** Sends whoever asks a link to log in, so that the bot can act for them in Webex. */
export const login = defineRead({
  name: 'login',
  aliases: ['log in', 'log me in', 'sign in', 'sign me in'],
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
          const meant = best === undefined ? '' : ` Did you mean "${best}"?`;
          return `I don't know what "${shortened(String(input), 40)}" is to log in for.${meant}`;
        },
      })
      .default('reading'),
  }),
  read: ({ text }) => {
    const area = text
      .trim()
      .toLowerCase()
      .replace(NO_AREA, '')
      .replace(/[\s.!?]+$|\s+please[\s.!?]*$/g, '');
    return { area: area === '' ? undefined : (MEANT.get(area) ?? area) };
  },
  say: ({ area }) => (area === 'reading' ? 'login' : `login for ${area}`),
  instead: () => AREAS.slice(1).map((area) => ({ title: `For ${area}`, say: `login for ${area}` })),

  run: ({ area }, { login }) => login.link(FOR.get(area) ?? READS),
});
