import { nearest } from '#lib/nearest.ts';
import { shortened } from '#lib/shorten.ts';
import type { RawArguments, RawValue } from './terminal.ts';
import { describeSpace, type ValueSpace, valueSpace } from './value-space.ts';

type Scalar = string | number | boolean;

/** As POST /xapi/command takes them. No prototype stands behind it, whatever the names are. */
type TypedArguments = Record<string, Scalar | Scalar[]>;

/** By name, in the device's own spelling; `schema` is a JSON Schema. As GET /xapi/schema gives it. */
export type ArgumentSchemas = Readonly<Record<string, { required?: boolean; schema?: unknown }>>;

interface Fault {
  argument: string;
  kind: 'unknown' | 'missing' | 'not-a-number' | 'out-of-range' | 'not-allowed' | 'too-long' | 'repeated';
  /** Says what must be, without a full stop: "Level must be 0–100". */
  sentence: string;
  /** What was probably meant: a name for `unknown`, a value for `not-allowed`. */
  nearest?: string;
  /** Values that fit, as examples, the likeliest first. */
  fitting?: string[];
}

export interface Coerced {
  /** All of them when there are no faults; otherwise those that fit. */
  arguments: TypedArguments;
  faults: Fault[];
  /** False when there was no schema to check with. */
  checked: boolean;
}

type Attempt = { value: Scalar } | Omit<Fault, 'argument'>;

/**
 * Gives arguments the types the device's schema says, with its spelling of names and literals. "On" stays text where the
 * device wants text: no boolean is guessed. Without a schema a number is what is written like one, and not in quotes.
 */
export function coerceArguments(args: RawArguments, schemas: ArgumentSchemas | undefined): Coerced {
  const typed: TypedArguments = Object.create(null);
  if (!schemas) {
    for (const [name, values] of sameNames(args, [])) typed[name] = single(values.map(guess));
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
  const results = values.map((value) => coerceValue(name, value, isList ? (space.items ?? { types: [] }) : space));
  const faults = results.flatMap((result) => ('kind' in result ? [{ argument: name, ...result }] : []));
  if (faults.length > 0) return { faults: faults.slice(0, 1) };
  const fitting = results.flatMap((result) => ('value' in result ? [result.value] : []));
  return { value: isList ? fitting : single(fitting) };
}

function coerceValue(name: string, value: RawValue, space: ValueSpace): Attempt {
  if (space.enum) return literal(name, value, space, space.enum);
  const attempts = space.types.flatMap((type): Attempt[] => {
    if (type === 'integer' || type === 'number') return [number(name, value.text, type === 'integer', space)];
    if (type === 'boolean') return [boolean(name, value.text)];
    return type === 'string' ? [text(name, value.text, space)] : [];
  });
  return attempts.find((attempt) => 'value' in attempt) ?? attempts[0] ?? { value: guess(value) };
}

function literal(name: string, value: RawValue, space: ValueSpace, all: Scalar[]): Attempt {
  const wanted = value.text.trim().toLowerCase();
  const found =
    all.find((one) => String(one) === value.text) ?? all.find((one) => String(one).toLowerCase() === wanted);
  if (found !== undefined) return { value: found };
  const [near] = nearest(value.text, all.map(String), { max: 1 });
  const sentence = `${name} must be ${describeSpace(space)}${near !== undefined && all.length > 8 ? `; nearest: ${near}` : ''}`;
  const fitting = all.length <= MOST_EXAMPLES ? all.map(String) : near === undefined ? [] : [near];
  return { kind: 'not-allowed', sentence, ...(near !== undefined && { nearest: near }), fitting };
}

/** As many as fit a row of buttons beside others. */
const MOST_EXAMPLES = 4;
/** The middle says something in 0–100, and nothing in 0–3600. */
const WIDEST = 100;

function examplesIn({ minimum, maximum }: ValueSpace, value: number): string[] {
  const near = [minimum, maximum]
    .flatMap((end) => end ?? [])
    .sort((a, b) => Math.abs(a - value) - Math.abs(b - value))[0];
  const isNarrow = minimum !== undefined && maximum !== undefined && maximum - minimum <= WIDEST;
  const middle = isNarrow ? [Math.round((minimum + maximum) / 2)] : [];
  return [...new Set([...middle, ...(near === undefined ? [] : [near])])].map(String);
}

function number(name: string, typed: string, isWhole: boolean, space: ValueSpace): Attempt {
  const what = describeSpace(space);
  const isNumber = isWhole ? /^[+-]?\d{1,16}$/.test(typed.trim()) : /^[+-]?\d{1,16}(\.\d{1,16})?$/.test(typed.trim());
  const value = Number(typed);
  if (!isNumber || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return {
      kind: 'not-a-number',
      sentence: `${name} must be a ${isWhole ? 'whole ' : ''}number${what && `, ${what}`}`,
      fitting: examplesIn(space, Number.isFinite(value) ? value : 0),
    };
  }
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = space;
  // Adding 0 turns -0, which JSON can't say, into 0.
  return value < minimum || value > maximum
    ? { kind: 'out-of-range', sentence: `${name} must be ${what}`, fitting: examplesIn(space, value) }
    : { value: value + 0 };
}

function boolean(name: string, typed: string): Attempt {
  const word = typed.trim().toLowerCase();
  if (word === 'true' || word === 'false') return { value: word === 'true' };
  return { kind: 'not-allowed', sentence: `${name} must be true or false` };
}

function text(name: string, typed: string, space: ValueSpace): Attempt {
  const length = [...typed].length;
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = space;
  if (length > maxLength)
    return { kind: 'too-long', sentence: `${name} must have ${describeSpace(space)}, not ${length}` };
  if (length < minLength) return { kind: 'not-allowed', sentence: `${name} must have ${describeSpace(space)}` };
  return { value: typed };
}

function guess({ text: typed, quoted }: RawValue): Scalar {
  return !quoted && /^-?\d{1,15}$/.test(typed) ? Number(typed) + 0 : typed;
}

const single = (values: Scalar[]): Scalar | Scalar[] => (values.length === 1 ? (values[0] ?? '') : values);
