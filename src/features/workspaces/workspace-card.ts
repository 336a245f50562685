import { conditionOf } from '#fleet/condition.ts';
import { floorName } from '#fleet/locations.ts';
import { placeOf } from '#fleet/places.ts';
import { healthOf, labelOf, peopleCount } from '#fleet/workspace-words.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import type { NextStep } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { Device } from '#webex/devices.ts';
import type { Workspace } from '#webex/workspaces.ts';
import { factsOf } from './workspace-facts.ts';

const MOST_DEVICES = 8;
const MOST_ISSUES = 5;
const LONGEST_NOTES = 1_000;
const COLOURS: Readonly<Record<string, string>> = { error: 'attention', warning: 'warning' };

/** Everything the API tells of a workspace that somebody may act on. */
export async function workspaceCard(found: Workspace, admin: AdminReads, context: ReadContext): Promise<Reply> {
  const { devices, hidden } = await devicesIn(found, context);
  const granted = new Set((await context.fleet.list()).map(({ id }) => id));
  const about = await aboutOf(found, admin);
  const { word, colour } = healthOf(found);
  const issues = (found.health?.issues ?? []).slice(0, MOST_ISSUES);
  const id = `id:${found.id}`;
  const more = devices.length - MOST_DEVICES;
  const deviceNote =
    devices.length === 0 && hidden === 0
      ? 'No devices in it.'
      : more > 0
        ? `${more} more ${more === 1 ? 'device is' : 'devices are'} not shown.`
        : '';
  return {
    view: 'workspaces/detail',
    data: {
      name: found.displayName,
      word,
      colour,
      about,
      issues: issues.map(({ title, description, recommendedAction, level }) => {
        const action = shortened([description, recommendedAction].filter(Boolean).join(' '), 300);
        return { title, action, hasAction: action !== '', colour: COLOURS[level] ?? 'default' };
      }),
      devices: devices.slice(0, MOST_DEVICES).map((device) => ({
        name: device.displayName,
        product: device.product.replace(/^Cisco /, ''),
        word: conditionOf(device).word,
        colour: conditionOf(device).colour,
        say: granted.has(device.id) ? `device id:${device.id}` : null,
      })),
      deviceNote,
      hasDeviceNote: deviceNote !== '',
      facts: factsOf(found),
      notes: shortened(found.notes ?? '', LONGEST_NOTES),
      hasNotes: (found.notes ?? '') !== '',
      ...buttons(likely(found, id, context)),
      ...moreOf(found, id, context),
    },
    text: [
      `${found.displayName} · ${word}`,
      about,
      ...issues.map(({ title }) => title),
      ...devices.slice(0, MOST_DEVICES).map((device) => `${device.displayName} · ${conditionOf(device).word}`),
    ].join('\n'),
  };
}

/** Devices that the asker may see. */
async function devicesIn(
  { devices = [] }: Workspace,
  context: ReadContext,
): Promise<{ devices: Device[]; hidden: number }> {
  const sees = await context.seesPlaces();
  const seen = devices.filter((device) => sees({ id: device.id, name: device.displayName, place: placeOf(device) }));
  return { devices: seen, hidden: devices.length - seen.length };
}

/** "Meeting room · 8 people · Oslo, Floor 3" */
async function aboutOf(found: Workspace, { webex, fleet }: AdminReads): Promise<string> {
  const { type, capacity, locationId, floorId } = found;
  const location = (await fleet.locations()).get(locationId ?? '')?.name;
  // Floors take a scope of their own: without it, the rest is told all the same.
  const floor =
    location !== undefined && locationId !== undefined && floorId !== undefined
      ? await webex.floors.get(locationId, floorId).then(floorName, () => undefined)
      : undefined;
  return [
    type === undefined || type === 'notSet' ? 'No type' : labelOf('type', type),
    capacity === undefined ? 'no capacity' : peopleCount(capacity),
    location === undefined ? 'no location' : [location, floor].filter(Boolean).join(', '),
  ].join(' · ');
}

/** Commands that are not there, or that this person may not use, get no button. */
const usable = (steps: readonly (NextStep & { command: string })[], { commands, asker }: ReadContext): NextStep[] =>
  steps.flatMap(({ command, ...step }) => {
    const known = commands.find(({ name }) => name === command);
    return known && asker.can(known) ? [step] : [];
  });

const likely = ({ hotdeskingStatus }: Workspace, id: string, context: ReadContext): NextStep[] =>
  usable(
    [
      { command: 'workspace edit', title: 'Edit…', say: `workspace edit ${id}` },
      { command: 'code', title: 'Activation code', say: `code for ${id}` },
      { command: 'metrics', title: 'Metrics', say: `metrics ${id}` },
      ...(hotdeskingStatus === 'on' ? [{ command: 'hot desks', title: 'Sessions', say: `hot desks ${id}` }] : []),
      { command: 'workspace', title: 'Refresh', say: `workspace ${id}` },
    ],
    context,
  );

function moreOf({ calling }: Workspace, id: string, context: ReadContext) {
  const more = usable(
    [
      ...(calling?.type === 'webexEdgeForDevices'
        ? [{ command: 'workspace personalise', title: 'Personalise…', say: `workspace personalise ${id}` }]
        : []),
      { command: 'workspace delete', title: 'Delete…', say: `workspace delete ${id}` },
    ],
    context,
  );
  return { more, hasMore: more.length > 0 };
}
