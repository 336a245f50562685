import { floorTitle } from '#fleet/locations.ts';
import { isSameName } from '#fleet/named.ts';
import { type Kind, listOf, meantBy } from '#fleet/workspace-words.ts';
import type { EntryField } from '#intent/entry-form.ts';
import type { Location } from '#webex/locations.ts';
import type { WorkspaceNow } from '#webex/workspaces.ts';
import { MOST_PEOPLE } from './draft-basics.ts';
import { CHANGEABLE } from './draft-calling.ts';
import type { Places } from './draft-places.ts';
import type { Faults, Given, Key } from './fields.ts';

/** A choice of more would make the card too large. */
const MOST_CHOICES = 40;

type Shown = Omit<EntryField, 'id' | 'value' | 'fault'> & { id: Key };

/** The inputs of a workspace: none for what can't be changed. `given` is what was typed, over what is true `now`. */
export function entryFields(given: Given, faults: Faults, now: WorkspaceNow | undefined, around: Places): EntryField[] {
  const values: Given = { ...valuesOf(now), ...given };
  return shown(values, now, around).map((field) => ({
    ...field,
    value: chosen(field, values[field.id], around),
    fault: faults[field.id],
  }));
}

/** What was said in words, as the choice that it means: a list of choices shows nothing else. */
function chosen(
  { id, kind }: Shown,
  value: string | undefined,
  { draft, locations, floors }: Places,
): string | undefined {
  if (kind !== 'choice' || value === undefined) return value;
  const location = locations.find((one) => one.id === draft.set.locationId);
  if (id === 'location') return location ? placeValue(location, locations) : value;
  const floor = floors.find((one) => one.id === (draft.set.floorId ?? value));
  if (id === 'floor') return floor ? String(floor.floorNumber) : value;
  return meantBy(id as Kind, id === 'type' && value === '' ? 'notSet' : value);
}

/** What is true now, as a form holds it. */
export const valuesOf = (now: WorkspaceNow | undefined): Given =>
  now
    ? {
        name: now.displayName,
        type: now.type ?? 'notSet',
        capacity: now.capacity?.toString() ?? '',
        floor: now.floorId ?? '',
        calling: now.calling?.type ?? 'freeCalling',
        sip: now.calling?.type === 'thirdPartySipCalling' ? (now.sipAddress ?? '') : '',
        calendar: now.calendar?.type ?? 'none',
        mail: now.calendar?.emailAddress ?? '',
        hotdesk: now.hotdeskingStatus ?? 'off',
        notes: now.notes ?? '',
      }
    : { type: 'notSet', calling: 'freeCalling', calendar: 'none', supported: 'collaborationDevices' };

function shown(values: Given, now: WorkspaceNow | undefined, { location, locations, floors }: Places): Shown[] {
  const canCall = !now || CHANGEABLE.includes(now.calling?.type ?? 'freeCalling');
  const needsLocation = now?.locationId === undefined;
  const places: Shown[] = [
    ...(needsLocation ? [locationField(locations)] : []),
    ...(needsLocation || floors.length > 0 ? [floorField(location ? floors : [])] : []),
  ];
  const numbers: Shown[] = [
    { id: 'number', label: 'Phone number', kind: 'text', hint: 'For example +12145550100', maxLength: 30 },
    { id: 'extension', label: 'Extension', kind: 'text', hint: '2 to 10 digits', maxLength: 10 },
  ];
  return [
    { id: 'name', label: 'Name', kind: 'text', isRequired: true, maxLength: 256 },
    choice('type', 'Type'),
    { id: 'capacity', label: 'Capacity', kind: 'number', min: 0, max: MOST_PEOPLE, hint: 'People' },
    ...places,
    ...(canCall ? [choice('calling', 'Calling')] : []),
    ...(isCalling(values, 'webex') ? numbers : []),
    ...(isCalling(values, 'thirdparty')
      ? [{ id: 'sip', label: 'SIP address', kind: 'text', hint: 'room@sip.example.com', maxLength: 255 } as const]
      : []),
    choice('calendar', 'Calendar'),
    { id: 'mail', label: "The calendar's address", kind: 'text', hint: 'room@example.com', maxLength: 255 },
    ...(now ? [choice('hotdesk', 'Hot desking')] : [choice('supported', 'For')]),
    { id: 'notes', label: 'Notes', kind: 'lines', maxLength: 1000 },
  ];
}

const isCalling = ({ calling = '', number, extension, sip }: Given, kind: 'webex' | 'thirdparty'): boolean =>
  kind === 'webex'
    ? /^webex( ?calling)?$/i.test(calling) || Boolean(number) || Boolean(extension)
    : /^(sip|third-?party.*)$/i.test(calling) || Boolean(sip);

const choice = (id: Key & Kind, label: string): Shown => ({
  id,
  label,
  kind: 'choice',
  choices: listOf(id).map((word) => ({ title: word.label, value: word.value })),
});

/** Its name, where that means no other: ids tell nothing to those who see no card. Webex joins choices with commas. */
const placeValue = ({ id, name }: Location, locations: readonly Location[]): string =>
  name.includes(',') || locations.some((other) => other.id !== id && isSameName(other.name, name)) ? `id:${id}` : name;

const locationField = (locations: Places['locations']): Shown =>
  locations.length > 0 && locations.length <= MOST_CHOICES
    ? {
        id: 'location',
        label: 'Location',
        kind: 'choice',
        hint: 'None yet',
        choices: locations.map((one) => ({ title: one.name, value: placeValue(one, locations) })),
      }
    : { id: 'location', label: 'Location', kind: 'text', hint: 'Its name', maxLength: 256 };

const floorField = (floors: Places['floors']): Shown =>
  floors.length > 0 && floors.length <= MOST_CHOICES
    ? {
        id: 'floor',
        label: 'Floor',
        kind: 'choice',
        hint: 'None yet',
        choices: floors.map((floor) => ({ title: floorTitle(floor), value: String(floor.floorNumber) })),
      }
    : { id: 'floor', label: 'Floor', kind: 'text', hint: 'Its number or name', maxLength: 100 };
