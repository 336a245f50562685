import { PRODUCTS, type Product } from '../../devices/products.ts';
import { audio } from './audio.ts';
import { calls } from './calls.ts';
import { network } from './network.ts';
import { type Argument, type Family, parseCommand, parseStatus, type ValueSpace } from './notation.ts';
import { screen } from './screen.ts';
import { system } from './system.ts';
import { video } from './video.ts';

export type { Argument, ValueSpace } from './notation.ts';

export interface CommandSpec {
  name: string;
  arguments: readonly Argument[];
  /** The command takes a multi-line body, and needs it. */
  body: boolean;
  privacy: boolean;
}

export interface StatusSpec {
  /** With `[n]` at the segments that occur several times: `Call[n].Status`. */
  path: string;
  space: ValueSpace;
  privacy: boolean;
}

/** What one product understands. Keys are lower-cased; those of statuses have no index: `call.status`. */
export interface Schema {
  commands: ReadonlyMap<string, CommandSpec>;
  statuses: ReadonlyMap<string, StatusSpec>;
  /** A command that has nothing to act on, such as a call to end, does nothing instead of refusing. */
  lenient?: boolean;
}

const FAMILIES: Family[] = [...audio, ...calls, ...video, ...screen, ...system, ...network];

/** The key of a status path in `Schema.statuses`: `Call[1].Status` and `Call[n].Status` give `call.status`. */
export const statusKey = (path: string): string => path.replace(/\[[^\]]*\]/g, '').toLowerCase();

const schemas = new Map<string, Schema>(PRODUCTS.map((product) => [product.name, build(product)]));

/** The schema of a product of `PRODUCTS`. */
export function schemaOf(product: Product): Schema {
  return schemas.get(product.name) ?? build(product);
}

function build(product: Product): Schema {
  const commands = new Map<string, CommandSpec>();
  const statuses = new Map<string, StatusSpec>();
  for (const family of FAMILIES) {
    if (family.on && !product.traits.has(family.on)) continue;
    const privacy = family.privacy === true;
    for (const [name, notation] of Object.entries(family.commands ?? {})) {
      commands.set(name.toLowerCase(), { name, ...parseCommand(notation, product), privacy });
    }
    for (const [path, notation] of Object.entries(family.statuses ?? {})) {
      statuses.set(statusKey(path), { path, space: parseStatus(notation), privacy });
    }
  }
  return { commands, statuses };
}
