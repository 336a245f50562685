import { labelOf, meantBy, peopleCount, wordOf, wrongValue } from '#fleet/workspace-words.ts';
import { shortened } from '#lib/shorten.ts';
import type { WorkspaceNow } from '#webex/workspaces.ts';
import { becomes, type Draft, fault, NOTHING, together } from './draft.ts';
import type { Given } from './fields.ts';

const LONGEST_NAME = 256;
const SHOWN = 120;
/** Of the bot, not of Webex: one that is larger is mistyped. */
export const MOST_PEOPLE = 10_000;

type Now = WorkspaceNow | undefined;
type Part = (given: Given, now: Now) => Draft;

/** Name, type, capacity, notes and what is switched on or off. */
export const basics: Part = (given, now) =>
  together([name, type, capacity, hotdesk, hosted, map, supported, notes].map((part) => part(given, now)));

const name: Part = ({ name: typed }, now) => {
  if (typed === undefined || typed === now?.displayName) return NOTHING;
  if (typed === '') return fault('name', 'A workspace needs a name');
  if (typed.length > LONGEST_NAME) return fault('name', `A name has at most ${LONGEST_NAME} characters`);
  if (!now) return NOTHING;
  return becomes(
    'name',
    'Name',
    { displayName: typed },
    { was: now.displayName, will: typed, back: now.displayName },
    false,
  );
};

const type: Part = ({ type: typed }, now) => {
  if (typed === undefined) return NOTHING;
  const value = typed === '' ? 'notSet' : meantBy('type', typed);
  if (value === undefined) return fault('type', wrongValue('type', typed));
  const before = now?.type === 'notSet' ? undefined : now?.type;
  const wanted = value === 'notSet' ? undefined : value;
  if (wanted === before) return NOTHING;
  const [was, will] = [before, wanted].map((one) => one && labelOf('type', one));
  return becomes(
    'type',
    'Type',
    { type: wanted ?? null },
    { was, will, back: wordOf('type', before ?? 'notSet') },
    !now,
  );
};

const capacity: Part = ({ capacity: typed }, now) => {
  if (typed === undefined) return NOTHING;
  if (typed !== '' && !(/^\d{1,9}$/.test(typed) && Number(typed) <= MOST_PEOPLE))
    return fault(
      'capacity',
      /^\d+$/.test(typed)
        ? `I set a capacity of up to ${MOST_PEOPLE.toLocaleString('en')} people: "${shortened(typed, 20)}" is more`
        : `Capacity is a whole number of people, 0 or more: "${shortened(typed, 20)}" is none`,
    );
  const wanted = typed === '' ? undefined : Number(typed);
  const before = now?.capacity;
  if (wanted === before) return NOTHING;
  const [was, will] = [before, wanted].map((one) => (one === undefined ? undefined : String(one)));
  const told = now ? will : wanted === undefined ? undefined : peopleCount(wanted);
  return becomes('capacity', 'Capacity', { capacity: wanted ?? null }, { was, will: told, back: was ?? '' }, !now);
};

const notes: Part = ({ notes: typed }, now) => {
  const before = now?.notes === '' ? undefined : now?.notes;
  const wanted = typed === '' ? undefined : typed;
  // Forms and words have no blanks at the ends and no carriage returns.
  if (typed === undefined || wanted === before?.replaceAll('\r', '').trim()) return NOTHING;
  const [was, will] = [before, wanted].map((one) => one && `"${shortened(one.replace(/\s+/g, ' '), SHOWN)}"`);
  return becomes('notes', 'Notes', { notes: wanted ?? null }, { was, will, back: before ?? '' }, !now);
};

const hotdesk: Part = ({ hotdesk: typed }, now) => {
  if (typed === undefined || typed === '') return NOTHING;
  const value = meantBy('hotdesk', typed);
  if (value === undefined) return fault('hotdesk', wrongValue('hotdesk', typed));
  const before = now?.hotdeskingStatus ?? 'off';
  if (value === before) return NOTHING;
  const [was, will] = [before, value].map((one) => labelOf('hotdesk', one).toLowerCase());
  return becomes('hotdesk', 'Hot desking', { hotdeskingStatus: value }, { was, will, back: before }, !now);
};

/** "on", "off", or the site that hosts them. */
const hosted: Part = ({ hosted: typed }, now) => {
  if (typed === undefined || typed === '') return NOTHING;
  const isSite = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(typed);
  const value = isSite ? 'true' : meantBy('hosted', typed);
  if (value === undefined)
    return fault('hosted', 'hosted: takes on, off, or the site of the meetings, such as example.webex.com');
  const { enabled = false, siteUrl } = now?.deviceHostedMeetings ?? {};
  const site = isSite ? typed.toLowerCase() : siteUrl;
  if (String(enabled) === value && (!enabled || site === siteUrl)) return NOTHING;
  const told = (isOn: boolean, at: string | undefined) => (isOn ? (at ?? 'on') : 'off');
  const isOn = value === 'true';
  return becomes(
    'hosted',
    'Hosted meetings',
    { deviceHostedMeetings: { enabled: isOn, ...(site !== undefined && { siteUrl: site }) } },
    { was: told(enabled, siteUrl), will: told(isOn, site), back: told(enabled, siteUrl) },
    !now,
  );
};

const map: Part = ({ map: typed }, now) => {
  if (typed === undefined) return NOTHING;
  const before = now?.indoorNavigation?.url;
  if (typed === (before ?? '')) return NOTHING;
  if (typed !== '' && !(/^https?:\/\//i.test(typed) && URL.canParse(typed)))
    return fault('map', 'A map is an address that begins with https://');
  const set = { indoorNavigation: typed === '' ? null : { url: typed } };
  return becomes('map', 'Map', set, { was: before, will: typed || undefined, back: before ?? '' }, !now);
};

const supported: Part = ({ supported: typed }, now) => {
  if (typed === undefined || typed === '') return NOTHING;
  const value = meantBy('supported', typed);
  if (value === undefined) return fault('supported', wrongValue('supported', typed));
  if (now && value === (now.supportedDevices ?? 'collaborationDevices')) return NOTHING;
  if (now)
    return fault(
      'supported',
      `${now.displayName} is for ${labelOf('supported', now.supportedDevices).toLowerCase()}, and Webex does not change that later`,
    );
  const will = labelOf('supported', value).toLowerCase();
  return becomes('supported', 'For', { supportedDevices: value }, { was: undefined, will }, true);
};
