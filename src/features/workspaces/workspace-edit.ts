import { z } from 'zod';
import { labelOf } from '#fleet/workspace-words.ts';
import { workspaceNamed, workspaceTarget } from '#fleet/workspaces.ts';
import { defineChange, type Plan } from '#intent/command.ts';
import { EntryNeeded, SEEN, seenOf, touched } from '#intent/entry-form.ts';
import { readKeyed, spelledKey } from '#intent/keyed.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { said } from '#render/replies.ts';
import type { WorkspaceNow } from '#webex/workspaces.ts';
import { backWords, changedSince, fingerprint, type Line, leftBy, together } from './draft.ts';
import { basics } from './draft-basics.ts';
import { CHANGEABLE, calendar, calling } from './draft-calling.ts';
import { type Places, places } from './draft-places.ts';
import { entryFields } from './entry-fields.ts';
import { AFTER, type Faults, FIELDS, type Given, givenIn, KEYS, KINDS, ownKeys, spelledFields } from './fields.ts';
import { withPlaces } from './wants.ts';
import { phraseIn, spelledPhrase, WorkspacePhrase } from './workspace-phrase.ts';
import { type Written, written } from './written.ts';

interface Step extends Written {
  told: string[];
  /** Words, where it can be taken back. */
  back?: string;
}

/** Changes a workspace: what is not said stays as it is, and the difference is shown before. */
export const workspaceEdit = defineChange({
  name: 'workspace edit',
  aliases: ['edit workspace', 'ws edit', 'workspace change', 'workspace set', 'rename workspace', 'workspace rename'],
  topic: 'workspaces',
  summary: 'Change a workspace',
  usage:
    'workspace edit <name> [name:…] [type:huddle|unset] [capacity:8|unset] [floor:3] [location:Oslo] [calling:webex number:+1…] [calendar:microsoft mail:…|none] [hotdesk:on] [hosted:off] [map:https://…] [notes:"…"]',
  example: (name) => `workspace edit ${name} capacity:10`,
  needs: 'administer',
  args: z.preprocess(
    touched,
    z.object({ workspace: WorkspacePhrase, after: z.string().max(4_000).optional(), ...FIELDS }),
  ),
  read: ({ raw }) => {
    const { rest, given } = readKeyed(raw, ['id', ...KEYS], KINDS);
    const { id, ...fields } = given;
    return { ...ownKeys(fields), workspace: phraseIn(rest, id) };
  },
  instead: () => [{ title: 'Workspaces', say: 'workspaces' }],
  say: ({ workspace, after, ...args }) => spelled(workspace, givenIn(args), after),

  async plan({ workspace: phrase, after, ...args }, context): Promise<Plan<Step>> {
    const admin = await withPlaces(context, 'workspaces:write');
    const find = (name: string, fields: Given) =>
      workspaceNamed(name, {
        admin,
        context,
        say: (other) => spelled(other, fields, after),
        include: { includeDevices: true },
      });
    const { now, given } = await find(phrase, givenIn(args)).then(
      (found) => ({ now: found, given: givenIn(args) }),
      async (error: unknown) => {
        const loose = error instanceof Problem && error.code === 'no-such-workspace' ? looseIn(phrase) : undefined;
        if (!loose) throw error;
        const fields = { ...loose.given, ...givenIn(args) };
        return { now: await find(loose.name, fields), given: fields };
      },
    );
    const around = await places(given, now, admin, context);
    const { set, lines, faults } = together([
      basics(given, now),
      around.draft,
      calling(given, now, around.location?.id),
      calendar(given, now),
    ]);
    if (Object.keys(faults).length > 0 || (Object.keys(given).length === 0 && !args.isForm))
      throw formOf(given, faults, now, around);
    const told = lines.filter(({ text }) => text !== '');
    if (told.length === 0) throw nothingNew(now);
    const back = backWords(lines);
    const lost = told.filter((line) => line.back === undefined).map(labelIn);
    const target = workspaceTarget(now);
    return {
      tier: 1,
      asks: true,
      title:
        after === undefined
          ? `Change ${now.displayName}?`
          : `Take back on ${now.displayName}: ${told.map(labelIn).join(', ')}?`,
      record: spelled(now.displayName, given),
      action: after === undefined ? `Change ${shortened(now.displayName, 60)}` : 'Take it back',
      // Where it will be counts, for rules: it was nowhere before.
      targets: [{ ...target, place: { ...target.place, locationId: around.location?.id ?? now.locationId } }],
      facts: [
        ...changedSince(lines, after).map((text) => ({ key: text, text })),
        ...told.map(({ text }) => ({ key: text, text })),
        ...(lost.length > 0 ? [{ key: 'lost', text: `No way back by undo: ${lost.join(', ')}.` }] : []),
      ],
      step: {
        id: now.id,
        name: now.displayName,
        set,
        seen: fingerprint(now),
        told: told.map(({ text }) => text),
        ...(back && { back: spelled(`id:${now.id}`, back, leftBy(lines)) }),
      },
    };
  },

  async apply(step, context) {
    const { id, told, back } = step;
    const { afresh } = await context.admin('workspaces:write');
    const name = await afresh((webex) => written(step, webex));
    const next: NextStep[] = [
      ...(back === undefined ? [] : [{ title: 'Undo', say: back }]),
      { title: 'Look at it', say: `workspace id:${id}` },
    ];
    return {
      reply: said(`${name} is changed`, { detail: told.join(' · '), next }),
      trackingIds: [],
      ...(back !== undefined && { undo: { words: back } }),
    };
  },
});

const spelled = (phrase: string, given: Given, after?: string): string =>
  [
    'workspace edit',
    spelledPhrase(phrase),
    ...spelledFields(given),
    ...(after === undefined ? [] : [spelledKey(AFTER, after)]),
  ].join(' ');

/** "capacity" */
const labelIn = ({ text }: Line): string => text.split(':')[0]?.toLowerCase() ?? '';

/** `Fjord capacity 10`, without a colon, `Fjord to Board`, and `Fjord capacity:` without a value: asked only when nothing is called so. */
function looseIn(phrase: string): { name: string; given: Given } | undefined {
  const [, old, wanted] = RENAMED.exec(phrase) ?? [];
  if (old !== undefined && !LOOSE.test(phrase)) return { name: old, given: { name: wanted } };
  const [, name, key = '', value = ''] = LOOSE.exec(phrase) ?? [];
  const field = KEYS.find((one) => one === key.toLowerCase());
  return name === undefined || !field ? undefined : { name, given: value === '' ? {} : { [field]: value } };
}

/** `rename workspace Fjord to Board` */
const RENAMED = /^(.+?)\s+to\s+(.+)$/is;
const LOOSE = new RegExp(`^(.+?)\\s+(${KEYS.join('|')})\\s*:?(?:\\s+(?:(?:to|is|=)\\s+)?(.+))?$`, 'is');

function formOf(given: Given, faults: Faults, now: WorkspaceNow, around: Places): Problem {
  const fields = entryFields(given, faults, now, around);
  const [hidden] = Object.entries(faults).filter(([key]) => !fields.some(({ id }) => id === key));
  // There is no input for what can't be changed, so its fault is told by itself.
  if (hidden)
    return new Problem(hidden[1], {
      code: 'bad-arguments',
      hint: 'Nothing was changed.',
      next: [
        { title: `Edit ${now.displayName}…`, say: `workspace edit id:${now.id}` },
        { title: 'Look at it', say: `workspace id:${now.id}` },
      ],
    });
  const plain = entryFields({}, {}, now, around);
  return new EntryNeeded({
    command: 'workspace edit',
    args: {
      workspace: `id:${now.id}`,
      [SEEN]: seenOf(Object.fromEntries(plain.map(({ id, value = '' }) => [id, value]))),
    },
    title: `Edit ${now.displayName}`,
    about: fixedOf(now, around),
    fields,
    action: 'Show what would change',
    note: 'What you leave as it is stays as it is. It asks before it changes anything.',
    tier: 1,
    targets: [workspaceTarget(now)],
    next: [{ title: 'Look at it', say: `workspace id:${now.id}` }],
  });
}

/** What has no input, since Webex does not change it. */
function fixedOf(
  { locationId, supportedDevices, calling: { type } = { type: 'freeCalling' } }: WorkspaceNow,
  { location }: Places,
) {
  const fixed = [
    ...(locationId === undefined ? [] : [location ? `in ${location.name}` : 'its location']),
    `for ${labelOf('supported', supportedDevices ?? 'collaborationDevices').toLowerCase()}`,
    ...(CHANGEABLE.includes(type) ? [] : [labelOf('calling', type)]),
  ];
  return `Can't be changed: ${fixed.join(', ')}.`;
}

const nothingNew = ({ displayName, id }: WorkspaceNow) =>
  new Problem(`Nothing would change: ${displayName} is like that already`, {
    code: 'no-change',
    hint: 'Nothing was sent.',
    next: [
      { title: 'Look at it', say: `workspace id:${id}` },
      { title: 'Edit…', say: `workspace edit id:${id}` },
    ],
  });
