import { builtIn } from '#simulator/configurations/built-in/index.ts';
import { productNamed } from '#simulator/devices/products.ts';
import { type CommandSpec, schemaOf, type ValueSpace } from '#simulator/xapi/schema/index.ts';
import type { Draw } from './big-schema-draw.ts';
import type { RoomOsParameter, RoomOsSpace } from './big-schema-format.ts';
import { LIKE } from './big-schema-words.ts';

/** What the simulator itself acts out, by product group, as far as it is needed to write it as entries of a file. */
export interface Core {
  commands: {
    path: string;
    products: string[];
    params: RoomOsParameter[];
    multiline: boolean;
    privacy: boolean;
  }[];
  statuses: { path: string; products: string[]; valuespace: RoomOsSpace; privacy: boolean }[];
  configurations: { path: string; products: string[]; valuespace: RoomOsSpace; value: string }[];
}

export function coreOf(draw: Draw): Core {
  const products = Object.entries(LIKE).map(([code, name]) => ({ code, schema: schemaOf(productNamed(name)) }));
  const commands = groups(
    products.flatMap(({ code, schema }) => [...schema.commands.values()].map((spec) => ({ code, spec }))),
  );
  const statuses = groups(
    products.flatMap(({ code, schema }) => [...schema.statuses.values()].map((spec) => ({ code, spec }))),
  );
  const configurations = groups(
    Object.entries(LIKE).flatMap(([code, name]) => builtIn(productNamed(name)).map((spec) => ({ code, spec }))),
  );
  return {
    configurations: configurations.map(({ spec, codes }) => ({
      path: spec.key.replaceAll('.', ' '),
      products: codes,
      valuespace: argumentSpace(spec.space),
      value: String(spec.default),
    })),
    commands: commands.map(({ spec, codes }) => ({
      path: spec.name.replaceAll('.', ' '),
      products: codes,
      params: parametersOf(draw, spec),
      multiline: spec.body,
      privacy: spec.privacy,
    })),
    statuses: statuses.map(({ spec, codes }) => ({
      path: spec.path.replaceAll('.', ' '),
      products: codes,
      valuespace: statusSpace(spec.space),
      privacy: spec.privacy,
    })),
  };
}

/** One entry for the products that share it to the letter. */
function groups<Spec>(all: { code: string; spec: Spec }[]): { spec: Spec; codes: string[] }[] {
  const found = new Map<string, { spec: Spec; codes: string[] }>();
  for (const { code, spec } of all) {
    const key = JSON.stringify(spec);
    const same = found.get(key);
    if (same) same.codes.push(code);
    else found.set(key, { spec, codes: [code] });
  }
  return [...found.values()];
}

const parametersOf = (draw: Draw, spec: CommandSpec): RoomOsParameter[] =>
  spec.arguments.map(({ name, required, space }) => ({
    name,
    required,
    description: draw.prose(91),
    valuespace: argumentSpace(space),
  }));

function argumentSpace(space: ValueSpace): RoomOsSpace {
  const multiple = space.array ? { multiple: '8' } : {};
  switch (space.type) {
    case 'literal':
      return {
        type: space.array ? 'LiteralArray' : 'Literal',
        Values: [...space.values],
        description: {},
        ...multiple,
      };
    case 'integer':
      return {
        type: space.array ? 'IntegerArray' : 'Integer',
        Min: String(space.min ?? 0),
        Max: String(space.max ?? 65_534),
        Step: '1',
        ...multiple,
      };
    case 'string':
      return {
        type: space.array ? 'StringArray' : 'String',
        MinLength: String(space.min),
        MaxLength: String(space.max ?? 255),
        ...multiple,
      };
  }
}

/** Statuses have no bounds in the file. */
function statusSpace(space: ValueSpace): RoomOsSpace {
  if (space.type === 'literal') return { type: 'Literal', Values: [...space.values], description: {} };
  return { type: space.type === 'integer' ? 'Integer' : 'String' };
}
