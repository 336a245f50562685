import { floorNumberIn } from '#fleet/locations.ts';
import { type EntryField, EntryNeeded } from '#intent/entry-form.ts';
import { Problem } from '#lib/problem.ts';
import type { Floor } from '#webex/floors.ts';
import type { Location } from '#webex/locations.ts';

const MOST_NAME = 256;
/** No house has more: whoever types that meant something else. */
const LOWEST = -100;
const HIGHEST = 500;

export type FloorGiven = { number?: string | undefined; name?: string | undefined };

/** What is wrong with a floor's number as it was typed; undefined when nothing is. `own`: the floor that is edited. */
export function numberFault(typed: string, all: readonly Floor[], own?: Floor): string | undefined {
  const number = floorNumberIn(typed);
  if (typed === '') return 'Number has to be given.';
  if (number === undefined) return 'Number is a whole number, such as 3, 0 or -1.';
  if (number < LOWEST || number > HIGHEST) return `Number goes from ${LOWEST} to ${HIGHEST}.`;
  const other = all.find(({ floorNumber, id }) => floorNumber === number && id !== own?.id);
  return other && `There is a floor ${number} already${other.displayName ? `: ${other.displayName}` : ''}.`;
}

/** "floor 3 of Oslo (Fjord view)" */
export const floorOf = (
  { floorNumber, displayName }: Pick<Floor, 'floorNumber' | 'displayName'>,
  { name }: Pick<Location, 'name'>,
): string => `floor ${floorNumber} of ${name}${displayName ? ` (${displayName})` : ''}`;

/** The form of a floor. */
export function floorForm(
  location: Location,
  given: FloorGiven,
  fault: string | undefined,
  form: { command: string; args: Record<string, string>; title: string; about: string },
): EntryNeeded {
  const fields: EntryField[] = [
    // A number field of some clients takes no minus: below ground it is needed.
    {
      id: 'number',
      label: 'Number',
      kind: 'text',
      isRequired: true,
      value: given.number,
      hint: '3, 0 or -1',
      maxLength: 10,
      fault,
    },
    { id: 'name', label: 'Name (optional)', kind: 'text', value: given.name, maxLength: MOST_NAME },
  ];
  return new EntryNeeded({
    ...form,
    fields,
    action: 'Go on',
    note: 'You are asked before anything is changed.',
    tier: 1,
    next: [{ title: `Floors of ${location.name}`, say: `floors id:${location.id}` }],
  });
}

export const floorChanged = (location: Location) =>
  new Problem('Somebody changed this floor just now', {
    code: 'changed-meanwhile',
    hint: 'So this would write over what they did. Nothing was changed.',
    next: [{ title: 'Floors', say: `floors id:${location.id}` }],
  });
