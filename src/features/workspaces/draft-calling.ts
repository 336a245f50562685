import { labelOf, meantBy, wordOf, wrongValue } from '#fleet/workspace-words.ts';
import { isEmail } from '#lib/email.ts';
import { nameList } from '#lib/name-list.ts';
import type { WorkspaceNow } from '#webex/workspaces.ts';
import { becomes, type Draft, fault, NOTHING, together } from './draft.ts';
import type { Given } from './fields.ts';

/** Calling that Webex changes at all, and what it changes to only while no device is in the workspace. */
export const CHANGEABLE: readonly string[] = ['freeCalling', 'none', 'thirdPartySipCalling', 'webexCalling'];
const EMPTY_ONLY: readonly string[] = ['none', 'thirdPartySipCalling', 'webexCalling'];
const WEBEX = 'webexCalling';
const SIP = 'thirdPartySipCalling';

/** How it calls. `locationId` is where the workspace is, or will be. https://developer.webex.com/docs/api/v1/workspaces/update-a-workspace */
export function calling(given: Given, now: WorkspaceNow | undefined, locationId: string | undefined): Draft {
  const typed = given.calling || undefined;
  const before = now?.calling?.type;
  const value = typed === undefined ? (before ?? 'freeCalling') : meantBy('calling', typed);
  if (value === undefined) return fault('calling', wrongValue('calling', typed ?? ''));
  const isChanged = now ? value !== before : typed !== undefined;
  const kept = now && isChanged ? cannotChange(value, now) : undefined;
  if (kept !== undefined) return fault('calling', kept);
  const numbers = numbersOf(given, now, { value, isChanged, locationId });
  const sip = sipOf(given, now, { value, isChanged });
  const [was, will] = [before, value].map((one) => (one === undefined ? undefined : labelOf('calling', one)));
  const isBackPossible = before !== undefined && before !== WEBEX && !cannotChangeBack(before, now);
  const type = isChanged
    ? becomes(
        'calling',
        'Calling',
        { calling: { type: value } },
        { was, will, ...(isBackPossible && { back: wordOf('calling', before) }) },
        !now,
      )
    : NOTHING;
  // The numbers go with the type, which they repeat.
  return together([type, numbers, sip]);
}

/** Why Webex would refuse it; undefined when it would not. */
function cannotChange(value: string, now: WorkspaceNow): string | undefined {
  const { displayName, devices = [], calling: { type } = { type: 'freeCalling' } } = now;
  if (!CHANGEABLE.includes(type))
    return `${displayName} has ${labelOf('calling', type)}, which Webex does not change here`;
  if (value === 'webexEdgeForDevices') return 'Webex Edge is set up on the device itself, when it is registered';
  if (devices.length === 0 || !EMPTY_ONLY.includes(value)) return undefined;
  const names = nameList(
    devices.map((device) => device.displayName),
    3,
  );
  return `Webex changes it to ${labelOf('calling', value)} only while no device is in the workspace: ${names} ${devices.length === 1 ? 'is' : 'are'}`;
}

const cannotChangeBack = (before: string, now: WorkspaceNow | undefined): boolean =>
  !CHANGEABLE.includes(before) || (EMPTY_ONLY.includes(before) && (now?.devices ?? []).length > 0);

interface Wanted {
  value: string;
  isChanged: boolean;
  locationId?: string | undefined;
}

function numbersOf(given: Given, now: WorkspaceNow | undefined, { value, isChanged, locationId }: Wanted): Draft {
  const phoneNumber = given.number?.replace(/[\s().-]/g, '') || undefined;
  const extension = given.extension || undefined;
  if (value !== WEBEX) {
    if (phoneNumber !== undefined)
      return fault('number', 'A phone number goes with Webex Calling: choose calling webex');
    return extension === undefined
      ? NOTHING
      : fault('extension', 'An extension goes with Webex Calling: choose calling webex');
  }
  const isBooked = (given.hotdesk ? meantBy('hotdesk', given.hotdesk) : now?.hotdeskingStatus) === 'on';
  if (phoneNumber === undefined && extension === undefined)
    return isChanged && !isBooked ? fault('number', 'Webex Calling needs a phone number or an extension') : NOTHING;
  const faults = [
    ...(phoneNumber === undefined || /^\+[1-9]\d{4,14}$/.test(phoneNumber)
      ? []
      : [fault('number', 'A phone number begins with + and the country, such as +12145550100')]),
    ...(extension === undefined || /^\d{2,10}$/.test(extension)
      ? []
      : [fault('extension', 'An extension is 2 to 10 digits')]),
    ...(locationId === undefined ? [fault('location', 'Webex Calling needs a location')] : []),
  ];
  if (faults.length > 0 || locationId === undefined) return together(faults);
  const webexCalling = {
    locationId,
    ...(phoneNumber !== undefined && { phoneNumber }),
    ...(extension !== undefined && { extension }),
  };
  // Webex does not tell the numbers of now, so there is no way back to them.
  const line = (key: 'number' | 'extension', label: string, number: string | undefined) =>
    number === undefined ? [] : [{ key, text: `${label}: ${number}` }];
  return {
    set: { calling: { type: value, webexCalling } },
    lines: [...line('number', 'Phone number', phoneNumber), ...line('extension', 'Extension', extension)],
    faults: {},
  };
}

function sipOf(given: Given, now: WorkspaceNow | undefined, { value, isChanged }: Wanted): Draft {
  const address = given.sip?.replace(/^sips?:/i, '') || undefined;
  if (value !== SIP)
    return address === undefined
      ? NOTHING
      : fault('sip', 'A SIP address can only be given with third-party SIP: choose calling sip');
  if (address === undefined) return isChanged ? fault('sip', 'Third-party SIP needs a SIP address') : NOTHING;
  if (!isEmail(address)) return fault('sip', 'A SIP address looks like room@sip.example.com');
  const before = now?.sipAddress;
  if (address === before) return isChanged ? { ...NOTHING, set: { sipAddress: address } } : NOTHING;
  const back = now?.calling?.type === SIP ? before : undefined;
  return becomes('sip', 'SIP address', { sipAddress: address }, { was: before, will: address, back }, !now);
}

/** The calendar and its address. */
export function calendar(given: Given, now: WorkspaceNow | undefined): Draft {
  const { type: before = 'none', emailAddress } = now?.calendar ?? {};
  const typed = given.calendar || undefined;
  const value = typed === undefined ? before : meantBy('calendar', typed);
  if (value === undefined) return fault('calendar', wrongValue('calendar', typed ?? ''));
  const mail = given.mail === undefined ? emailAddress : given.mail || undefined;
  if (value === 'none' && given.mail && given.mail !== emailAddress)
    return fault('calendar', 'Whose address is it? Choose the calendar: google or microsoft');
  if (value !== 'none' && mail === undefined)
    return fault('mail', `A ${labelOf('calendar', value)} calendar needs its address`);
  if (value !== 'none' && mail !== undefined && !isEmail(mail))
    return fault('mail', 'The address of a calendar looks like room@example.com');
  const isSame = value === before && (value === 'none' || mail === emailAddress);
  if (isSame) return NOTHING;
  const told = (type: string, address: string | undefined) =>
    type === 'none' ? 'none' : [labelOf('calendar', type), address].filter(Boolean).join(', ');
  const set = {
    calendar: value === 'none' || mail === undefined ? { type: value } : { type: value, emailAddress: mail },
  };
  const [was, will] = [told(before, emailAddress), told(value, mail)];
  const drafted = becomes('calendar', 'Calendar', set, { was, will, back: before }, !now);
  const address =
    before === 'none' || emailAddress === undefined ? [] : [{ key: 'mail' as const, text: '', back: emailAddress }];
  return { ...drafted, lines: [...drafted.lines, ...address] };
}
