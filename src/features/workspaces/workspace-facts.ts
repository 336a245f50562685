import { labelOf } from '#fleet/workspace-words.ts';
import { dateTime, type Markup, trusted } from '#render/markup.ts';
import type { Workspace } from '#webex/workspaces.ts';

interface Fact {
  title: string;
  value: string | Markup;
}

const MEASURES: Readonly<Record<string, string>> = {
  occupancyDetection: 'people count',
  presenceDetection: 'presence',
  ambientNoise: 'ambient noise',
  soundLevel: 'sound level',
  temperature: 'temperature',
  airQuality: 'air quality',
  relativeHumidity: 'humidity',
};

/** How a workspace is set up; what is not set is left out. */
export function factsOf(found: Workspace): Fact[] {
  const { calling, calendar, supportedDevices, hotdeskingStatus, deviceHostedMeetings, devicePlatform } = found;
  const facts: [string, string | Markup | undefined][] = [
    ['Calling', calling && labelOf('calling', calling.type)],
    ['SIP address', found.sipAddress],
    ['Calendar', calendar && [labelOf('calendar', calendar.type), calendar.emailAddress].filter(Boolean).join(', ')],
    ['For', supportedDevices && labelOf('supported', supportedDevices)],
    ['Hot desking', hotdeskingStatus && labelOf('hotdesk', hotdeskingStatus)],
    ['Hosted meetings', deviceHostedMeetings?.enabled ? (deviceHostedMeetings.siteUrl ?? 'On') : undefined],
    ['Platform', devicePlatform && devicePlatform !== 'cisco' ? labelOf('platform', devicePlatform) : undefined],
    ['Maintenance', maintenance(found)],
    ['Measures', measures(found, true)],
    ['Could measure', measures(found, false)],
    ['Map', found.indoorNavigation?.url],
  ];
  return facts.flatMap(([title, value]) => (value === undefined || value === '' ? [] : [{ title, value }]));
}

function maintenance({ plannedMaintenance }: Workspace): Markup | undefined {
  if (!plannedMaintenance || plannedMaintenance.mode === 'off') return undefined;
  const { mode, startTime, endTime } = plannedMaintenance;
  const time = (word: string, at: string | undefined) => {
    const ms = Date.parse(at ?? '');
    return Number.isNaN(ms) ? [] : [`${word} ${dateTime(ms)}`];
  };
  // Only words of our own: what Webex calls it may be anything.
  const known = mode === 'upcoming' ? 'Upcoming,' : 'On,';
  return trusted([known, ...time('from', startTime), ...time('until', endTime)].join(' ').replace(/,$/, ''));
}

/** Of what its devices can measure, that which is switched on, or that which is not. */
const measures = ({ capabilities = {} }: Workspace, isOn: boolean): string =>
  Object.entries(capabilities)
    .filter(([, { supported, configured }]) => supported && configured === isOn)
    .map(([name]) => MEASURES[name] ?? name)
    .join(', ');
