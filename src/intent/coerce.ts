import { nearest } from '#lib/nearest.ts';
import { shortened } from '#lib/shorten.ts';
import { guessed, type Scalar, typedScalar, type ValueFault } from '#lib/typed-value.ts';
import { describeSpace, type ValueSpace, valueSpace } from '#lib/value-space.ts';
import type { RawArguments, RawValue } from './terminal.ts';

/** As POST /xapi/command takes them. No prototype stands behind it, whatever the names are. */
type TypedArguments = Record<string, Scalar | Scalar[]>;

/** By name, in the device's own spelling; `schema` is a JSON Schema. As GET /xapi/schema gives it. */
export type ArgumentSchemas = Readonly<Record<string, { required?: boolean; schema?: unknown }>>;

interface Fault extends Pick<ValueFault, 'nearest' | 'fitting'> {
  argument: string;
  kind: ValueFault['kind'] | 'unknown' | 'missing' | 'repeated';
  /** Says what must be, without a full stop: "Level must be 0–100". */
  sentence: string;
}

export interface Coerced {
  /** All of them when there are no faults; otherwise those that fit. */
  arguments: TypedArguments;
  faults: Fault[];
  /** False when there was no schema to check with. */
  checked: boolean;
}

/**
 * Gives arguments the types the device's schema says, with its spelling of names and literals. "On" stays text where the
 * device wants text: no boolean is guessed. Without a schema a number is what is written like one, and not in quotes.
 */
export function coerceArguments(args: RawArguments, schemas: ArgumentSchemas | undefined): Coerced {
  const typed: TypedArguments = Object.create(null);
  if (!schemas) {
    for (const [name, values] of sameNames(args, [])) typed[name] = single(values.map(guessed));
    return { arguments: typed, faults: [], checked: false };
  }
  const names = Object.keys(schemas);
  const given = sameNames(args, names);
  const faults: Fault[] = [];
  for (const [name, values] of given) {
    const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
    const result = schema ? coerceOne(name, values, valueSpace(schema.schema)) : { faults: [unknown(name, names)] };
    if ('value' in result) typed[name] = result.value;
    else faults.push(...result.faults);
  }
  return { arguments: typed, faults: [...faults, ...missing(schemas, given)], checked: true };
}

/** Brings every name into the schema's spelling; the same name in two spellings is one argument. */
function sameNames(args: RawArguments, names: readonly string[]): RawArguments {
  const spellings = new Map(names.map((name) => [name.toLowerCase(), name]));
  const merged: RawArguments = new Map();
  for (const [typed, values] of args) {
    const name = spellings.get(typed.toLowerCase()) ?? typed;
    spellings.set(typed.toLowerCase(), name);
    merged.set(name, [...(merged.get(name) ?? []), ...values]);
  }
  return merged;
}

function missing(schemas: ArgumentSchemas, given: RawArguments): Fault[] {
  return Object.entries(schemas)
    .filter(([name, { required }]) => required === true && !given.has(name))
    .map(([name, { schema }]) => {
      const what = describeSpace(valueSpace(schema));
      return { argument: name, kind: 'missing', sentence: `${name} is missing${what && ` (${what})`}` };
    });
}

function unknown(name: string, names: readonly string[]): Fault {
  const [near] = nearest(name, names, { max: 1 });
  const sentence = `There is no argument "${shortened(name, 40)}"${near === undefined ? '' : `; did you mean ${near}`}`;
  return { argument: name, kind: 'unknown', sentence, ...(near !== undefined && { nearest: near }) };
}

function coerceOne(
  name: string,
  values: RawValue[],
  space: ValueSpace,
): { value: Scalar | Scalar[] } | { faults: Fault[] } {
  const isList = space.types.includes('array') || (space.types.length === 0 && space.items !== undefined);
  const most = isList ? (space.maxItems ?? Number.POSITIVE_INFINITY) : 1;
  if (values.length > most) {
    const times = most === 1 ? 'once' : `${most} times`;
    return {
      faults: [
        {
          argument: name,
          kind: 'repeated',
          sentence: `${name} can be given ${most === 1 ? 'only' : 'at most'} ${times}`,
        },
      ],
    };
  }
  const results = values.map((value) => typedScalar(value, isList ? (space.items ?? { types: [] }) : space));
  const faults = results.flatMap((result) =>
    'value' in result ? [] : [{ argument: name, ...result, sentence: `${name} ${result.sentence}` }],
  );
  if (faults.length > 0) return { faults: faults.slice(0, 1) };
  const fitting = results.flatMap((result) => ('value' in result ? [result.value] : []));
  return { value: isList ? fitting : single(fitting) };
}

const single = (values: Scalar[]): Scalar | Scalar[] => (values.length === 1 ? (values[0] ?? '') : values);
