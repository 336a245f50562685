import { builtIn } from '../configurations/built-in/index.ts';
import type { ConfigurationSpec } from '../configurations/spec.ts';
import type { Product } from '../devices/products.ts';
import { type Seeding, templateOf } from '../devices/seeds.ts';
import { fixed, type Statuses } from '../devices/state.ts';
import { type Schema, schemaOf } from './schema/index.ts';

/** Where the devices' schemas come from. All devices of a product share what is answered for it. */
export interface SchemaSource {
  schemaOf(product: Product): Schema;
  /** The statuses that a device of that product starts with. */
  statusesOf(product: Product): Statuses<Seeding>;
  configurationsOf(product: Product): readonly ConfigurationSpec[];
}

/** The part of RoomOS that the simulator acts out. */
export const BUILT_IN: SchemaSource = {
  schemaOf,
  statusesOf: (product) => fixed(templateOf(product)),
  configurationsOf: builtIn,
};
