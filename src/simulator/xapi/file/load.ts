import type { ConfigurationSpec } from '../../configurations/spec.ts';
import type { Product } from '../../devices/products.ts';
import type { Seeding } from '../../devices/seeds.ts';
import type { Statuses } from '../../devices/state.ts';
import { type Argument, type CommandSpec, type Schema, type StatusSpec, statusKey } from '../schema/index.ts';
import { BUILT_IN, type SchemaSource } from '../source.ts';
import { checkValue } from '../value-space.ts';
import { configurationsOf } from './configurations.ts';
import type { CommandEntry, Parameter, StatusEntry } from './format.ts';
import { parseSchemaFile, readSchemaFile, type SchemaFile } from './read.ts';
import { statusesOf } from './statuses.ts';

/** What was loaded from an object, so that many simulators of one process share it. */
const loaded = new WeakMap<object, SchemaSource>();

/** The schemas of a file, given as its path or as what it holds. Throws SchemaFileError. */
export function openSchema(given: string | object): SchemaSource {
  if (typeof given === 'string') return sourceOf(readSchemaFile(given));
  const source = loaded.get(given) ?? sourceOf(parseSchemaFile(given, 'the schema'));
  loaded.set(given, source);
  return source;
}

/** A product that the file does not know keeps what is built in. Each is made when its first device is asked. */
function sourceOf(file: SchemaFile): SchemaSource {
  const commands = file.commands.map((entry) => ({ products: entry.products, spec: commandSpec(entry) }));
  const statuses = file.statuses.map((entry) => ({ products: entry.products, spec: statusSpec(entry) }));
  const schemas = new Map<string, Schema>();
  const starts = new Map<string, Statuses<Seeding>>();

  const schemaOf = (product: Product): Schema => {
    const known = schemas.get(product.code);
    if (known) return known;
    const of = <Spec>(all: { products: string[]; spec: Spec }[]) =>
      all.filter(({ products }) => products.includes(product.code)).map(({ spec }) => spec);
    const schema: Schema = {
      commands: new Map(of(commands).map((spec) => [spec.name.toLowerCase(), spec])),
      statuses: new Map(of(statuses).map((spec) => [statusKey(spec.path), spec])),
      lenient: true,
    };
    const found = schema.commands.size + schema.statuses.size > 0 ? schema : BUILT_IN.schemaOf(product);
    schemas.set(product.code, found);
    return found;
  };

  const configurations = new Map<string, readonly ConfigurationSpec[]>();

  return {
    configurationsOf(product) {
      const known = configurations.get(product.code) ?? configurationsOf(product, file.configurations);
      configurations.set(product.code, known);
      return known.length > 0 ? known : BUILT_IN.configurationsOf(product);
    },
    schemaOf,
    statusesOf(product) {
      const known = starts.get(product.code);
      if (known) return known;
      const made = schemaOf(product).lenient ? statusesOf(product, schemaOf(product)) : BUILT_IN.statusesOf(product);
      starts.set(product.code, made);
      return made;
    },
  };
}

/** `Network[n] IPv4 Address`, or `[1..2]` in its place, becomes `Network[n].IPv4.Address`. */
const dotted = (path: string): string => path.replace(/\[[^\]]*\]/g, '[n]').replaceAll(' ', '.');

function commandSpec({ path, attributes }: CommandEntry): CommandSpec {
  return {
    // A command has no elements, whatever a file says.
    name: dotted(path).replaceAll('[n]', ''),
    arguments: attributes.params.map(argumentOf),
    body: attributes.multiline,
    privacy: attributes.privacyimpact,
  };
}

function argumentOf({ name, required, default: otherwise, valuespace: space }: Parameter): Argument {
  if (otherwise === undefined || space.array) return { name, required, space };
  const value = space.type === 'integer' ? Number(otherwise) : otherwise;
  // The file has defaults that are none of the values.
  return { name, required, space, ...(checkValue(space, value) === undefined && { default: value }) };
}

const statusSpec = ({ path, attributes }: StatusEntry): StatusSpec => ({
  path: dotted(path),
  space: attributes.valuespace,
  privacy: attributes.privacyimpact,
});
