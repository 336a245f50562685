import { z } from 'zod';
import { isSameName } from '#fleet/named.ts';
import { workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import { defineChange, type Fact, type Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { EntryNeeded, touched } from '#intent/entry-form.ts';
import { readKeyed } from '#intent/keyed.ts';
import { nameList } from '#lib/name-list.ts';
import { shortened } from '#lib/shorten.ts';
import { said } from '#render/replies.ts';
import { type Change, newBody, together } from './draft.ts';
import { basics } from './draft-basics.ts';
import { calendar, calling } from './draft-calling.ts';
import { places } from './draft-places.ts';
import { entryFields } from './entry-fields.ts';
import { FIELDS, givenIn, KEYS, KINDS, ownKeys, spelledFields } from './fields.ts';
import { withPlaces } from './wants.ts';
import { spelledPhrase } from './workspace-phrase.ts';

interface Step {
  name: string;
  set: Change;
  told: string[];
}

/** Others of one name that a plan tells of. */
const MOST_NAMED = 3;

/** Makes a workspace. Webex takes two of one name, so the plan says when there is one. */
export const workspaceNew = defineChange({
  name: 'workspace new',
  aliases: ['new workspace', 'ws new', 'workspace create', 'create workspace'],
  topic: 'workspaces',
  summary: 'Create a workspace',
  usage:
    'workspace new [name] [type:huddle] [capacity:8] [location:Oslo] [floor:3] [calling:webex number:+1… extension:…] [calendar:microsoft mail:…] [supported:phones] [hotdesk:on] [notes:"…"]',
  example: () => 'workspace new Studio type:huddle capacity:4',
  needs: 'administer',
  args: z.preprocess(touched, z.object(FIELDS)),
  read: ({ raw }) => {
    const { rest, given: typed } = readKeyed(raw, KEYS, KINDS);
    const given = ownKeys(typed);
    const name = given['name'] ?? (rest.replace(/^(?:named|on)\s+/i, '') || undefined);
    return { ...given, name };
  },
  say: (args) => {
    const { name, ...rest } = givenIn(args);
    return ['workspace new', ...(name ? [spelledPhrase(name)] : []), ...spelledFields(rest)].join(' ');
  },

  async plan(args, context): Promise<Plan<Step>> {
    const given = givenIn(args);
    const admin = await withPlaces(context, 'workspaces:write');
    const around = await places(given, undefined, admin, context);
    const { set, lines, faults } = together([
      basics(given, undefined),
      around.draft,
      calling(given, undefined, around.location?.id),
      calendar(given, undefined),
    ]);
    const { name = '' } = given;
    const isBare = !args.isForm && Object.keys(given).every((key) => key === 'name');
    if (isBare || name === '' || Object.keys(faults).length > 0) {
      const nameless = name === '' && (args.isForm || !isBare) ? { name: 'A workspace needs a name' } : {};
      throw new EntryNeeded({
        command: 'workspace new',
        args: {},
        title: 'New workspace',
        about: 'Only the name is needed; all else can be changed later, but for the location and what it is for.',
        fields: entryFields(given, { ...nameless, ...faults }, undefined, around),
        action: 'Create',
        note: 'It asks before it creates anything.',
        tier: 1,
        next: [{ title: 'Workspaces', say: 'workspaces' }],
      });
    }
    const told = lines.filter(({ text }) => text !== '').map(({ text }) => text);
    const place = { kind: 'workspace', locationId: around.location?.id } as const;
    return {
      tier: 1,
      title: `Create the workspace ${name}?`,
      action: `Create ${shortened(name, 60)}`,
      targets: [{ id: `new:${name}`, name, place }],
      facts: [
        ...(await sameName(name, admin, context)),
        ...told.map((text) => ({ key: text, text })),
        ...(told.length === 0 ? [{ key: 'bare', text: 'Free calling, no calendar, for collaboration devices.' }] : []),
      ],
      step: { name, set, told },
    };
  },

  async apply({ name, set, told }, context) {
    const { webex } = await context.admin('workspaces:write');
    const { id } = await webex.workspaces.create(newBody(name, set));
    const next = [
      { title: 'Get an activation code', say: `code for id:${id}` },
      { title: 'Look at it', say: `workspace id:${id}` },
      { title: 'Edit…', say: `workspace edit id:${id}` },
      { title: 'Undo', say: `workspace delete id:${id}` },
    ];
    return {
      reply: said(`${name} is created`, { detail: told.join(' · '), next }),
      trackingIds: [],
      undo: { words: `workspace delete id:${id}` },
    };
  },
});

/** "There is another Fjord in London." Only those that the asker may see. */
async function sameName(
  name: string,
  { webex, fleet }: AdminReads,
  context: Pick<ReadContext, 'seesPlaces'>,
): Promise<Fact[]> {
  const sees = await context.seesPlaces();
  const ids: string[] = [];
  const where = new Set<string>();
  for await (const one of webex.workspaces.list({ displayName: name })) {
    if (!isSameName(one.displayName, name) || !sees(workspaceTarget(one))) continue;
    ids.push(one.id);
    where.add((await fleet.locations()).get(one.locationId ?? '')?.name ?? 'no location');
  }
  if (ids.length === 0) return [];
  const others = ids.length === 1 ? `another ${name}` : `${ids.length} others named ${name}`;
  const text = `There ${ids.length === 1 ? 'is' : 'are'} ${others} in ${nameList([...where], MOST_NAMED)}.`;
  return [{ key: `same:${ids.join()}`, text }];
}
