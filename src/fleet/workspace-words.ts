import { nearest } from '#lib/nearest.ts';
import type { Location } from '#webex/locations.ts';
import type { Workspace } from '#webex/workspaces.ts';

/** A value of Webex, what people call it, and other ways to write it. */
export interface Word {
  value: string;
  label: string;
  also?: readonly string[];
}

export const UNSET = 'unset';

/** What is chosen from a few values, under the names that people give them in words and forms. */
export const WORDS = {
  type: [
    { value: 'focus', label: 'Focus room' },
    { value: 'huddle', label: 'Huddle room' },
    { value: 'meetingRoom', label: 'Meeting room', also: ['meeting', 'room'] },
    { value: 'open', label: 'Open space' },
    { value: 'desk', label: 'Desk' },
    { value: 'other', label: 'Other' },
    { value: 'notSet', label: 'Not set', also: [UNSET, 'none'] },
  ],
  calling: [
    { value: 'freeCalling', label: 'Free calling', also: ['free'] },
    { value: 'hybridCalling', label: 'Hybrid Calling', also: ['hybrid'] },
    { value: 'webexCalling', label: 'Webex Calling', also: ['webex'] },
    { value: 'webexEdgeForDevices', label: 'Webex Edge for Devices', also: ['edge', 'webexedge'] },
    { value: 'thirdPartySipCalling', label: 'Third-party SIP', also: ['sip', 'thirdparty'] },
    { value: 'none', label: 'No calling', also: ['off'] },
  ],
  calendar: [
    { value: 'none', label: 'No calendar', also: ['off'] },
    { value: 'google', label: 'Google' },
    { value: 'microsoft', label: 'Microsoft', also: ['outlook', 'exchange'] },
  ],
  supported: [
    { value: 'collaborationDevices', label: 'Collaboration devices', also: ['collaboration', 'devices'] },
    { value: 'phones', label: 'Phones', also: ['phone'] },
  ],
  hotdesk: [
    { value: 'on', label: 'On', also: ['yes', 'true'] },
    { value: 'off', label: 'Off', also: ['no', 'false'] },
  ],
  hosted: [
    { value: 'true', label: 'On', also: ['on', 'yes'] },
    { value: 'false', label: 'Off', also: ['off', 'no'] },
  ],
  health: [
    { value: 'error', label: 'Error', also: ['errors'] },
    { value: 'warning', label: 'Warning', also: ['warnings'] },
    { value: 'info', label: 'Information', also: ['information'] },
    { value: 'ok', label: 'OK', also: ['good', 'fine'] },
  ],
  platform: [
    { value: 'cisco', label: 'Cisco', also: ['webex', 'roomos'] },
    { value: 'microsoftTeamsRoom', label: 'Microsoft Teams Rooms', also: ['microsoft', 'teams', 'mtr'] },
  ],
  maintenance: [
    { value: 'on', label: 'On', also: ['now'] },
    { value: 'upcoming', label: 'Upcoming', also: ['planned', 'soon'] },
    { value: 'off', label: 'Off', also: ['none'] },
  ],
} satisfies Record<string, readonly Word[]>;
export type Kind = keyof typeof WORDS;

const bare = (text: string): string => text.toLowerCase().replace(/[\s_-]+/g, '');

/** The value that somebody means; undefined when it is none. */
export const meantBy = (kind: Kind, typed: string): string | undefined =>
  listOf(kind).find(({ value, label, also = [] }) => [value, label, ...also].some((way) => bare(way) === bare(typed)))
    ?.value;

/** What people call a value; one that is new from Webex is shown as it is. */
export const labelOf = (kind: Kind, value: string | undefined): string =>
  listOf(kind).find((word) => word.value === value)?.label ?? value ?? '';

/** Why something typed is no such value, with what it may have been. */
export function wrongValue(kind: Kind, typed: string): string {
  const ways = new Map(listOf(kind).flatMap((word) => waysOf(word).map((way): [string, Word] => [way, word])));
  const [near] = nearest(typed, [...ways.keys()], { max: 1 });
  const meant = ways.get(near ?? '');
  const known = listOf(kind).map(shortest).join(', ');
  return `${kind}: takes ${known}, not "${typed.slice(0, 40)}"${meant ? `. Did you mean "${shortest(meant)}"?` : ''}`;
}

/** How a value is best written in words: without blanks where it can be. */
export const wordOf = (kind: Kind, value: string | undefined): string => {
  const word = listOf(kind).find((one) => one.value === value);
  return word ? shortest(word) : (value ?? '');
};

export const listOf = (kind: Kind): readonly Word[] => WORDS[kind];

const waysOf = ({ value, label, also = [] }: Word): string[] => [...also, value, label];
/** "webex" for webexCalling, "huddle" for huddle. */
const shortest = ({ value, also: [first] = [] }: Word): string =>
  first !== undefined && (first.length < value.length || value === 'notSet' || value === 'true' || value === 'false')
    ? first
    : value;

/** How a workspace is doing, in a word and a colour of the card. */
export function healthOf({ health }: Pick<Workspace, 'health'>): { word: string; colour: string } {
  const colour = { ok: 'good', info: 'default', warning: 'warning', error: 'attention' }[health?.level ?? ''];
  return { word: health ? labelOf('health', health.level) : 'Health unknown', colour: colour ?? 'default' };
}

/** "8 people" */
export const peopleCount = (capacity: number): string => (capacity === 1 ? '1 person' : `${capacity} people`);

/** "Huddle room · 4 people · Oslo": what is not set is left out. */
export function workspaceLine(
  { type, capacity, locationId }: Pick<Workspace, 'type' | 'capacity' | 'locationId'>,
  locations: ReadonlyMap<string, Pick<Location, 'name'>>,
): string {
  return [
    type === undefined || type === 'notSet' ? undefined : labelOf('type', type),
    capacity === undefined ? undefined : peopleCount(capacity),
    locations.get(locationId ?? '')?.name,
  ]
    .filter(Boolean)
    .join(' · ');
}
