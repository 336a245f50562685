/** What a product can do, as far as its xAPI differs from that of the others. */
export type Trait =
  /** Everything but the touch panel: audio, video, calls. */
  | 'codec'
  /** Has a loudspeaker of its own and takes headsets, so that volume commands may name a device. */
  | 'headsets'
  /** No loudspeaker of its own: volume commands take no device. */
  | 'line-out'
  /** An analogue headset socket. */
  | 'analog-headset'
  /** Made for one person's desk: virtual backgrounds and a camera lid. */
  | 'desk'
  /** Measures temperature and humidity. */
  | 'climate'
  /** Takes more than one camera. */
  | 'cameras'
  /** A touch panel without audio or calls. */
  | 'panel';

export interface Product {
  /** As `GET /devices` writes it. */
  name: string;
  /** As the device itself writes it in `SystemUnit.ProductPlatform`. */
  platform: string;
  /** How the public RoomOS schema file names it. */
  code: string;
  /** Video inputs, which bounds the connector ids. */
  inputs: number;
  outputs: number;
  /** The first letters of serial numbers. */
  serial: string;
  traits: ReadonlySet<Trait>;
}

function product(
  platform: string,
  code: string,
  inputs: number,
  outputs: number,
  serial: string,
  ...traits: Trait[]
): Product {
  return { name: `Cisco ${platform}`, platform, code, inputs, outputs, serial, traits: new Set(traits) };
}

export const PRODUCTS = [
  product('Room Bar', 'davinci', 5, 2, 'FOC', 'codec', 'headsets'),
  product('Room Bar Pro', 'brooklyn', 6, 3, 'FDO', 'codec', 'headsets', 'cameras'),
  product('Board Pro 55', 'helix_55', 5, 2, 'FVH', 'codec', 'headsets', 'climate', 'cameras'),
  product('Board Pro 55 G2', 'felix_55', 6, 3, 'FVH', 'codec', 'headsets', 'climate', 'cameras'),
  product('Board Pro 75 G2', 'felix_75', 6, 3, 'FVH', 'codec', 'headsets', 'climate', 'cameras'),
  product('Desk', 'octavio', 4, 1, 'FOC', 'codec', 'headsets', 'climate', 'desk'),
  product('Desk Pro', 'polaris', 5, 1, 'FOC', 'codec', 'headsets', 'analog-headset', 'climate', 'desk'),
  product('Desk Mini', 'bandai', 3, 1, 'FOC', 'codec', 'headsets', 'climate', 'desk'),
  product('Codec EQ', 'millennium', 9, 3, 'FDO', 'codec', 'line-out', 'cameras'),
  product('Codec Pro', 'barents', 8, 3, 'FTT', 'codec', 'line-out', 'cameras'),
  product('Room 70 Dual G2', 'barents_70d', 8, 3, 'FTT', 'codec', 'line-out', 'cameras'),
  product('Navigator', 'vecchio', 0, 0, 'FOC', 'panel', 'climate'),
] as const satisfies readonly Product[];

const byName = new Map<string, Product>(PRODUCTS.map((one) => [one.name, one]));

/** The product of that full name. Throws when the simulator has no such product. */
export function productNamed(name: string): Product {
  const found = byName.get(name);
  if (!found) throw new Error(`The simulator has no product "${name}".`);
  return found;
}
