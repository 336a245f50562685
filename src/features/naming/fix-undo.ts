import { z } from 'zod';
import { canGoBack } from '#fleet/many-reply.ts';
import { workspaceTarget } from '#fleet/workspaces.ts';
import { defineChange } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { BegunChange, CommandBack } from '#intent/parts.ts';
import { nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { differences, subjectOf } from './fix-plan.ts';
import { backTo, sendChanges } from './fix-send.ts';
import { type Settings, settingsOf } from './settings.ts';
import type { Change } from './survey.ts';

const PRESS = 'Press "Undo all" on the card of the change.';
const NAMES = 4;

/** Gives each workspace of a change the settings back that it had, but for those that somebody changed since. */
export const fixUndo = defineChange({
  name: 'workspaces fix undo',
  topic: 'workspaces',
  summary: 'Take back what names were set by',
  usage: 'workspaces fix undo <id>',
  example: () => 'workspaces fix undo q1w2e3r4t5y6u7i8o9p0aa',
  needs: 'administer',
  args: z.object({
    effectId: z.string({ error: PRESS }).regex(/^[\w-]{16,64}$/, PRESS),
    /** Of these alone: "retry" says so. */
    device: z.string().max(50_000).optional(),
  }),
  read: ({ words: [id] }) => ({ effectId: id?.text }),
  say: ({ effectId }) => `workspaces fix undo ${effectId}`,
  undoWords: (effectId) => `workspaces fix undo ${effectId}`,

  async plan({ effectId, device }, context) {
    const ids = device === undefined ? undefined : new Set(device.replace(/^id:/, '').split(','));
    const change = await context.begun.of(effectId);
    const backs = backsOf(change, ids);
    if (backs.size === 0) throw nothingToUndo();
    const { changes, leftOut } = await backAgain(backs, context);
    if (changes.length === 0) throw allChanged(leftOut.length);
    return {
      tier: 1,
      as: 'workspaces fix',
      title: `Give ${subjectOf(changes)} back what ${changes.length === 1 ? 'it' : 'they'} had?`,
      action: 'Take it back',
      targets: changes.map(({ id, name, locationId }) => workspaceTarget({ id, displayName: name, locationId })),
      facts: [
        ...differences(changes),
        ...(leftOut.length > 0
          ? [{ key: 'left-out', text: `Left out (changed since, or gone): ${nameList(leftOut, NAMES)}` }]
          : []),
      ],
      step: { changes },
      asks: true,
      isNoted: true,
    };
  },

  apply({ changes }: { changes: Change[] }, context) {
    return sendChanges(
      changes,
      { doing: 'Taking it back', done: (subject) => `Taken back: ${subject}`, back: 'Set them again' },
      context,
    );
  },
});

interface Back extends ReturnType<typeof backTo> {
  name: string;
}

function backsOf(change: BegunChange | undefined, ids: ReadonlySet<string> | undefined): Map<string, Back> {
  const parts = (change?.parts ?? []).filter((part) => canGoBack(part) && (ids?.has(part.id) ?? true));
  return new Map(
    parts.flatMap(({ id, name, back }): [string, Back][] =>
      back && isOurs(back) ? [[id, { name, ...backTo(back) }]] : [],
    ),
  );
}

const isOurs = (back: object): back is CommandBack => 'command' in back && back.command === 'workspaces fix';

/** What they have now: read page by page, since asking for each of them would take as long as changing them. */
async function backAgain(
  backs: ReadonlyMap<string, Back>,
  context: ReadContext,
): Promise<{ changes: Change[]; leftOut: string[] }> {
  const { webex } = await context.admin('workspaces:read', 'workspaces:write');
  const sees = await context.seesPlaces();
  const changes = new Map<string, Change>();
  for await (const { id, displayName: name, locationId, ...workspace } of webex.workspaces.list()) {
    const back = backs.get(id);
    if (!back || !sees(workspaceTarget({ id, displayName: name, locationId }))) continue;
    const from = settingsOf(workspace);
    if (back.keys.some((key) => from[key] !== back.left[key])) continue;
    changes.set(id, { id, name, locationId, from, to: restored(from, back), rules: [] });
  }
  const leftOut = [...backs].flatMap(([id, { name }]) => (changes.has(id) ? [] : name));
  const all = [...changes.values()].sort((left, right) => left.name.localeCompare(right.name, 'en'));
  return { changes: all, leftOut };
}

/** Only what the change had set: the other setting may be somebody else's by now. */
const restored = (from: Settings, { had, keys }: Back): Settings =>
  settingsOf({
    capacity: keys.includes('capacity') ? had.capacity : from.capacity,
    type: keys.includes('type') ? had.type : from.type,
  });

const HISTORY = { title: 'History', say: 'history changes' };

const nothingToUndo = () =>
  new Problem('There is nothing of this to take back', {
    code: 'nothing-to-undo',
    hint: 'It is too long ago, it was not done in this space, or nothing was set. Nothing was changed.',
    next: [HISTORY],
  });

const allChanged = (count: number) =>
  new Problem(count === 1 ? 'It was changed or taken back since' : 'All of them were changed or taken back since', {
    code: 'changed-since',
    hint: 'They are no longer as this change left them, so they stay as they are. Nothing was changed.',
    next: [HISTORY],
  });
