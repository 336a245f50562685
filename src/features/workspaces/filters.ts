import { floorNamed, locationNamed } from '#fleet/locations.ts';
import { type Kind, meantBy, wrongValue } from '#fleet/workspace-words.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { CLEARED, spelledKey } from '#intent/keyed.ts';
import { Problem } from '#lib/problem.ts';
import type { WorkspaceFilters } from '#webex/workspaces.ts';

/** What a list can be filtered by, and what Webex calls it where that is a choice of a few values. */
const CHOICES = {
  type: 'type',
  calling: 'calling',
  calendar: 'calendar',
  supported: 'supportedDevices',
  health: 'healthLevel',
  platform: 'devicePlatform',
  maintenance: 'plannedMaintenance',
} as const satisfies Partial<Record<Kind, keyof WorkspaceFilters>>;
export const FILTER_KEYS = [...Object.keys(CHOICES), 'capacity', 'location', 'floor', 'hosted', 'attribute'];

export type Given = Readonly<Record<string, string>>;

/** What is wrong with a filter as it was typed, as a sentence; what only Webex knows is seen later. */
export function filterFault(given: Given): string | undefined {
  for (const [key, value] of Object.entries(given)) {
    const kind = key === 'hosted' || key in CHOICES ? (key as Kind) : undefined;
    if (kind !== undefined && meantBy(kind, value) === undefined) return wrongValue(kind, value);
    if (key === 'capacity' && !/^\d{1,9}$/.test(value) && value.toLowerCase() !== CLEARED)
      return `capacity: takes a whole number, or "${CLEARED}"`;
  }
  if (given['floor'] !== undefined && given['location'] === undefined)
    return 'A floor belongs to a location: say location: too';
  return undefined;
}

/** The words of filters again. */
export const spelledFilters = (given: Given): string[] =>
  Object.entries(given).map(([key, value]) => spelledKey(key, value));

/** What Webex is asked for. `say` makes the words with another location or floor. Throws a Problem for a place there is not. */
export async function asked(
  words: string,
  given: Given,
  { webex }: Pick<AdminReads, 'webex'>,
  context: Pick<ReadContext, 'seesPlaces'>,
  say: (given: Given) => string,
): Promise<WorkspaceFilters> {
  const filters: WorkspaceFilters = words === '' ? {} : { displayName: words };
  for (const [key, value] of Object.entries(given)) {
    const choice = CHOICES[key as keyof typeof CHOICES];
    if (choice !== undefined) filters[choice] = meantBy(key as Kind, value) ?? value;
    else if (key === 'capacity') filters.capacity = value.toLowerCase() === CLEARED ? -1 : Number(value);
    else if (key === 'hosted') filters.deviceHostedMeetingsEnabled = meantBy('hosted', value) === 'true';
    else if (key === 'attribute') filters.customAttribute = value;
  }
  if (given['location'] === undefined) return filters;
  const sees = await context.seesPlaces();
  const location = await locationNamed(given['location'], {
    webex,
    sees,
    say: (phrase) => say({ ...given, location: phrase }),
  });
  filters.locationId = location.id;
  if (given['floor'] === undefined) return filters;
  const floor = await floorNamed(given['floor'], location, {
    webex,
    say: (phrase) => say({ ...given, floor: phrase }),
  });
  return { ...filters, floorId: floor.id };
}

/** Wants of a list: places are only asked for where they are said. */
export const wantsOf = (given: Given) =>
  given['location'] === undefined ? (['workspaces:read'] as const) : (['workspaces:read', 'locations:read'] as const);

/** Throws a Problem for filters that do not fit, with how they are written. */
export function checkFilters(given: Given, words: string): void {
  const fault = filterFault(given);
  if (fault === undefined) return;
  const rest = words === '' ? '' : ` ${words}`;
  throw new Problem(fault, {
    code: 'bad-arguments',
    hint: `For example: workspaces${rest} type:huddle location:Oslo health:error`,
    next: [
      { title: 'All workspaces', say: 'workspaces' },
      { title: 'Help', say: 'help workspaces' },
    ],
  });
}
