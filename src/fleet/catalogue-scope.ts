import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import type { Catalogue } from './catalogue.ts';
import { conditionOf } from './condition.ts';
import { noDevices } from './problems.ts';

type Context = Pick<ReadContext, 'fleet' | 'catalogues'>;

/** Devices of one product and software, which understand the same. */
export interface Kind {
  /** Such as "Room Bar". */
  product: string;
  devices: readonly Device[];
  /** Undefined when their schema did not come. */
  catalogue: Catalogue | undefined;
}

/** What to look in: the devices that were named, or all of them. */
export interface Scope {
  kinds: readonly Kind[];
  /** What is known of them, at least one. */
  catalogues: readonly Catalogue[];
}

/**
 * The devices that `phrase` names, by kind, with what they understand; without a phrase all devices. Throws what
 * `fleet.many` throws, and a Problem when none of them says what it understands.
 */
export async function scopeOf(phrase: string | undefined, { fleet, catalogues }: Context): Promise<Scope> {
  const devices = phrase === undefined ? await fleet.list() : await fleet.many(phrase);
  if (devices.length === 0) throw noDevices();
  // Five kinds a request, where asking for each would cost one for each.
  await catalogues.warm(devices);
  const groups = [...Map.groupBy(devices, ({ id, product, software }) => `${product}|${software ?? id}`).values()];
  const kinds = await Promise.all(
    groups.map(async (group): Promise<Kind> => {
      const [first] = group.toSorted((left, right) => Number(isOnline(right)) - Number(isOnline(left)));
      const product = first?.product.replace(/^Cisco /, '') || 'Other devices';
      return { product, devices: group, catalogue: first && (await catalogues.of(first)) };
    }),
  );
  const known = [...new Set(kinds.flatMap(({ catalogue }) => catalogue ?? []))];
  if (known.length === 0) throw noSchema(devices);
  return { kinds, catalogues: known };
}

const isOnline = (device: Device): boolean => conditionOf(device).isOnline;

/** "on Fjord", "on Room Bar", "on 12 kinds of devices": what was looked in. */
export function scopeName({ kinds }: Scope): string {
  const [only, another] = kinds.flatMap(({ devices }) => devices);
  if (only && !another) return `on ${only.displayName}`;
  const products = new Set(kinds.map(({ product }) => product));
  return products.size === 1 ? `on ${[...products].join('')}` : `on ${products.size} kinds of devices`;
}

/** Devices of which the same is true. */
export interface Group<Said> {
  /** "Room Bar", or "Room Bar 26.4.1" where other software of that product makes a difference. */
  name: string;
  said: Said;
  devices: readonly Device[];
}

/** Products by what is true of them, most devices first. Of one product, software makes a group only where it matters. */
export function grouped<Said>(kinds: readonly Kind[], said: (kind: Kind) => Said): Group<Said>[] {
  return [...Map.groupBy(kinds, ({ product }) => product)]
    .flatMap(([product, all]) => {
      const bySaid = [...Map.groupBy(all, said)];
      return bySaid.map(([what, some]) => ({
        name: bySaid.length > 1 ? `${product} ${versionsOf(some)}` : product,
        said: what,
        devices: some.flatMap(({ devices }) => devices),
      }));
    })
    .sort((left, right) => right.devices.length - left.devices.length || left.name.localeCompare(right.name, 'en'));
}

/** "26.4.1.5" of "RoomOS 26.4.1.5 4c1f0a92d7e". */
const versionsOf = (kinds: readonly Kind[]): string =>
  kinds.map(({ devices }) => /\d+(?:\.\d+)+/.exec(devices[0]?.software ?? '')?.[0] ?? '(software unknown)').join(', ');

function noSchema(devices: readonly Device[]): Problem {
  const [only, another] = devices;
  const who = only && !another ? `${only.displayName} does` : 'Your devices do';
  return new Problem(`${who} not say what commands there are`, {
    code: 'no-schema',
    hint: 'The schema did not come: the device is away or too old, or I lack the scopes spark:xapi_statuses and spark:xapi_commands. Commands in words are sent all the same.',
    next: [{ title: 'Devices', say: 'devices' }],
  });
}
