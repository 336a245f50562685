import type { Argument, CommandSpec, ValueSpace } from './schema/index.ts';

export type Value = string | number | readonly (string | number)[];
/** Arguments that passed, by the schema's own spelling. */
export type Arguments = ReadonlyMap<string, Value>;

export type Checked = { ok: true; arguments: Arguments } | { ok: false; errors: string[] };

/**
 * Checks a command's arguments and body. Argument names are taken in any case; values are not coerced: an integer must
 * be a JSON number, a literal a string of the exact spelling (JSON true and false stand for the literals True and
 * False, as the Devices guide allows). One error a fault, in the order of the arguments given.
 */
export function checkCommand(spec: CommandSpec, given: Readonly<Record<string, unknown>>, body: unknown): Checked {
  const byName = new Map<string, Argument>(spec.arguments.map((one) => [one.name.toLowerCase(), one]));
  const values = new Map<string, Value>();
  const errors: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const argument = byName.get(name.toLowerCase());
    if (!argument) errors.push(`${name.slice(0, 100)}: unknown argument of ${spec.name}`);
    else if (values.has(argument.name)) errors.push(`${argument.name}: given twice`);
    else {
      const fault = checkValue(argument.space, value);
      if (fault) errors.push(`${argument.name}: ${fault}`);
      values.set(argument.name, fault ? '' : accepted(value));
    }
  }
  for (const { name, required } of spec.arguments) {
    if (required && !values.has(name)) errors.push(`${name}: missing required argument`);
  }
  if (spec.body && (body === undefined || body === null || body === '')) errors.push('body: missing');
  if (!spec.body && body !== undefined && body !== null) errors.push(`body: ${spec.name} takes no body`);
  return errors.length > 0 ? { ok: false, errors } : { ok: true, arguments: values };
}

/** What is wrong with a value, or undefined when it fits. A repeated argument may be a single value or a list. */
export function checkValue(space: ValueSpace, value: unknown): string | undefined {
  if (!Array.isArray(value)) return checkOne(space, value);
  if (!space.array) return 'takes one value, not a list';
  if (value.length === 0) return 'takes at least one value';
  if (space.most !== undefined && value.length > space.most) return `takes at most ${space.most} values`;
  for (const one of value) {
    const fault = checkOne(space, one);
    if (fault) return fault;
  }
  return undefined;
}

function checkOne(space: ValueSpace, value: unknown): string | undefined {
  switch (space.type) {
    case 'integer': {
      if (typeof value !== 'number' || !Number.isInteger(value)) return `${show(value)} is not an integer`;
      const { min = -Infinity, max = Infinity } = space;
      return value < min || value > max ? `${value} is not in the range ${min}..${max}` : undefined;
    }
    case 'literal': {
      const text = typeof value === 'boolean' ? spellBoolean(value) : value;
      return typeof text === 'string' && space.values.includes(text)
        ? undefined
        : `${show(value)} is not one of ${space.values.join(', ')}`;
    }
    case 'string': {
      if (typeof value !== 'string') return `${show(value)} is not a string`;
      if (value.length < space.min) return `must have at least ${space.min} characters`;
      if (space.max !== undefined && value.length > space.max) return `must have at most ${space.max} characters`;
      return undefined;
    }
  }
}

const spellBoolean = (value: boolean): string => (value ? 'True' : 'False');

/** The value as the handlers see it; only called for values that passed. */
function accepted(value: unknown): Value {
  if (Array.isArray(value)) return value.map(acceptedOne);
  return acceptedOne(value);
}

function acceptedOne(value: unknown): string | number {
  if (typeof value === 'boolean') return spellBoolean(value);
  return typeof value === 'number' ? value : String(value);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The value space as the JSON Schema that `GET /xapi/schema` answers with. */
export function jsonSchema(space: ValueSpace): Record<string, unknown> {
  const one = jsonSchemaOfOne(space);
  return space.array ? { type: 'array', items: one, maxItems: space.most } : one;
}

function jsonSchemaOfOne(space: ValueSpace): Record<string, unknown> {
  switch (space.type) {
    case 'integer':
      return { type: 'integer', minimum: space.min, maximum: space.max };
    case 'literal':
      return { type: 'string', enum: space.values };
    case 'string':
      return { type: 'string', minLength: space.min, maxLength: space.max };
  }
}
