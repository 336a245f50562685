import { accessOf, conditionOf } from '#fleet/condition.ts';
import { issueWords } from '#fleet/plain-words.ts';
import { HOW_TO_GRANT } from '#fleet/problems.ts';
import type { Widest } from '#fleet/widest.ts';
import type { ReadContext } from '#intent/context.ts';
import { ago } from '#lib/time.ts';
import { dateTime, type Markup, plainDateTime } from '#render/markup.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { Device } from '#webex/devices.ts';

interface Row {
  title: string;
  /** A time is shown as the reader's own. */
  value: string | Markup;
  plain?: string;
}

interface Section {
  title: string;
  rows: Row[];
}

/** More addresses or tags than that say nothing more on a card. */
const MOST = 12;

/** Everything the API tells of a device, in groups; what it does not tell has no row. */
export async function detailsCard(device: Device, seen: Widest, context: ReadContext): Promise<Reply> {
  const { word, colour } = conditionOf(device);
  const own = (await context.fleet.list()).find(({ id }) => id === device.id);
  const sections = [
    identity(device),
    await place(device, seen, context),
    network(device),
    software(device),
    health(device),
    access(own),
    { title: 'Over time', rows: times(device, context) },
  ].filter(({ rows }) => rows.length > 0);
  const mayAdminister = context.asker.may('administer');
  const target = `id:${device.id}`;
  const view = seen.note ?? (seen.admin ? 'As you see it in Webex' : 'As I see it myself');
  return {
    view: 'devices/details',
    data: {
      name: device.displayName,
      word,
      colour,
      about: view,
      sections: sections.map(({ title, rows }) => ({
        title,
        facts: rows.map(({ title: label, value }) => ({ title: label, value })),
      })),
      ids: ids(device),
      ...buttons([
        ...(own ? [{ title: 'Overview', say: `device ${target}` }] : []),
        { title: mayAdminister ? 'Tags…' : 'Tags', say: `tags ${target}` },
        { title: 'Refresh', say: `details ${target}` },
        ...(mayAdminister ? [{ title: 'Delete…', say: `device delete ${target}` }] : []),
        ...(seen.admin || seen.note !== undefined || !mayAdminister || !context.login.isPossible
          ? []
          : [{ title: 'Log in to see more', say: 'login for devices' }]),
      ]),
    },
    text: [
      `${device.displayName} · ${word}`,
      ...sections.flatMap(({ title, rows }) => [
        `${title}: ${rows.map(({ title: label, value, plain }) => `${label} ${plain ?? String(value)}`).join(' · ')}`,
      ]),
    ].join('\n'),
  };
}

const row = (title: string, value: string | undefined): Row[] =>
  value === undefined || value.trim() === '' ? [] : [{ title, value }];

const known = (words: Readonly<Record<string, string>>, value: string | undefined): string | undefined =>
  value === undefined ? undefined : Object.hasOwn(words, value) ? words[value] : value;

const TYPES = { roomdesk: 'Room or desk device', phone: 'Phone', accessory: 'Accessory', webexgo: 'Webex Go' };
const PLATFORMS = { cisco: 'RoomOS', microsoftTeamsRoom: 'Microsoft Teams Rooms' };

const identity = (device: Device): Section => ({
  title: 'What it is',
  rows: [
    ...row('Product', device.product),
    ...row('Type', known(TYPES, device.type === 'unknown' ? undefined : device.type)),
    ...row('Platform', known(PLATFORMS, device.devicePlatform)),
    ...row('Serial number', device.serial),
    ...row('Tags', list(device.tags) ?? 'none'),
    ...row('Managed by', known({ CISCO: 'Cisco', CUSTOMER: 'the customer', PARTNER: 'a partner' }, device.managedBy)),
  ],
});

async function place(device: Device, { admin, fleet }: Widest, context: ReadContext): Promise<Section> {
  const { workspaceId, personId, locationId } = device;
  const located = await fleet.locations();
  const locations = located.size > 0 ? located : await context.fleet.locations();
  // Names are worth a call, but not worth failing for.
  const workspace =
    admin && workspaceId !== undefined
      ? await admin.webex.workspaces.get(workspaceId).catch(() => undefined)
      : undefined;
  const person =
    admin && personId !== undefined ? await admin.webex.people.get(personId).catch(() => undefined) : undefined;
  return {
    title: 'Where',
    rows: [
      ...row('Workspace', workspace?.displayName),
      ...row('Belongs to', personId === undefined ? undefined : (person?.displayName ?? 'a person')),
      ...row('Location', locations.get(locationId ?? '')?.name),
    ],
  };
}

const INTERFACES = { LAN: 'wired', wired: 'wired', WLAN: 'wireless' };

const network = (device: Device): Section => ({
  title: 'Network',
  rows: [
    ...row('IP address', device.ip),
    ...row('MAC address', device.mac),
    ...row('Connected by', known(INTERFACES, device.activeInterface)),
    ...row('Address', device.primarySipUrl),
    ...row('Other addresses', list((device.sipUrls ?? []).filter((url) => url !== device.primarySipUrl))),
  ],
});

const MAINTENANCE = { on: 'going on now', upcoming: 'planned', off: 'none planned' };
const LIFECYCLES = {
  ACTIVE: 'active',
  UNKNOWN: 'not known',
  END_OF_SALE: 'no longer sold',
  END_OF_MAINTENANCE: 'no more software updates',
  END_OF_SERVICE: 'no longer supported',
};

const software = (device: Device): Section => ({
  title: 'Software',
  rows: [
    ...row('Version', device.software),
    ...row('Channel', device.upgradeChannel),
    ...row('Maintenance', known(MAINTENANCE, device.plannedMaintenance?.mode)),
    ...row('Lifecycle', known(LIFECYCLES, device.lifecycle)),
  ],
});

const health = (device: Device): Section => ({
  title: 'Health',
  rows: [
    ...row('Connection', device.connectionStatus.replaceAll('_', ' ')),
    ...row('Issues', list(device.errorCodes.map((code) => `${issueWords(code)} (${code})`)) ?? 'none'),
  ],
});

/** `own` is the device as the bot sees it. */
function access(own: Device | undefined): Section {
  const granted = own ? accessOf(own) : 'none';
  const words = {
    full: 'I can read it and send commands',
    readonly: 'I can read it: Read Only',
    none: `None. ${HOW_TO_GRANT}`,
  }[granted];
  const isRemote = own?.capabilities.includes('xapi');
  return {
    title: 'My access',
    rows: [
      ...row('Access', words),
      ...row('Permissions', list(own?.permissions ?? [])),
      ...(own && !isRemote ? row('Commands', 'it takes none') : []),
    ],
  };
}

function times(device: Device, { now, timeZone }: ReadContext): Row[] {
  const at = (title: string, iso: string | undefined, withAge = false): Row[] => {
    const ms = iso === undefined ? Number.NaN : Date.parse(iso);
    if (Number.isNaN(ms)) return [];
    const plain = `${plainDateTime(ms, timeZone)}${withAge ? ` (${ago(now - ms)})` : ''}`;
    return [{ title, value: dateTime(ms), plain }];
  };
  return [
    ...at('Added', device.created),
    ...at('First seen', device.firstSeen),
    ...at('Last seen', device.lastSeen, true),
  ];
}

/** What other tools and support ask for, kept apart: they are long and say nothing to people. In inputs they can be copied whole. */
const ids = (device: Device): { key: string; title: string; value: string }[] =>
  [
    ['Device', device.id],
    ['Webex device', device.webexDeviceId === device.id ? undefined : device.webexDeviceId],
    ['Calling device', device.callingDeviceId],
    ['Workspace', device.workspaceId],
    ['Person', device.personId],
    ['Location', device.locationId],
    ['Legacy location', device.workspaceLocationId],
    ['Organisation', device.orgId],
  ].flatMap(([title = '', value], index) =>
    value === undefined || value === '' ? [] : [{ key: `id${index}`, title, value }],
  );

function list(items: readonly string[]): string | undefined {
  if (items.length === 0) return undefined;
  const more = items.length - MOST;
  return items.slice(0, MOST).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
