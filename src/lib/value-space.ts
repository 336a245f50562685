import { z } from 'zod';

/** What a value may be: the part of JSON Schema that devices use. Whatever else they say is not read. */
export interface ValueSpace {
  /** Empty when the device does not say. */
  types: string[];
  enum?: (string | number | boolean)[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: ValueSpace;
  /** What a number counts. */
  unit?: string;
  /** What the device takes when nothing is given. */
  default?: string | number | boolean;
}

const Literal = z.union([z.string(), z.number(), z.boolean()]);
const number = z.number().optional().catch(undefined);
const Schema = z.object({
  type: z.union([z.string().transform((type) => [type]), z.array(z.string())]).catch([]),
  enum: z.array(z.unknown()).optional().catch(undefined),
  minimum: number,
  maximum: number,
  minLength: number,
  maxLength: number,
  minItems: number,
  maxItems: number,
  items: z.unknown().optional(),
  unit: z.string().min(1).max(20).optional().catch(undefined),
  default: Literal.optional().catch(undefined),
});

/** Schemas nest: a list of values. Deeper ones are of no argument. */
const DEEPEST = 4;

/** Reads a JSON Schema as GET /xapi/schema gives it. Anything odd in it counts as not said. */
export function valueSpace(schema: unknown, depth = 0): ValueSpace {
  const { success, data } = Schema.safeParse(schema);
  if (!success || depth > DEEPEST) return { types: [] };
  const { type, items, enum: all, default: byDefault, ...limits } = data;
  const literals = all?.flatMap((value) => Literal.safeParse(value).data ?? []);
  return {
    ...limits,
    types: type,
    ...(byDefault !== undefined && { default: byDefault }),
    ...(literals && literals.length > 0 && { enum: literals }),
    ...(items !== undefined && { items: valueSpace(items, depth + 1) }),
  };
}

/** Choices that fit a sentence. */
const MOST_CHOICES = 8;

/** "0–100", "Equal or Prominent", "up to 255 characters": what may stand there; empty when anything may. */
export function describeSpace(space: ValueSpace): string {
  if (space.enum) return choices(space.enum.map(String));
  if (space.items) return describeSpace(space.items);
  if (space.types.includes('integer') || space.types.includes('number')) return range(space);
  if (space.types.includes('boolean')) return 'true or false';
  if (!space.types.includes('string')) return '';
  const { minLength = 0, maxLength } = space;
  if (maxLength === undefined) return minLength > 0 ? `at least ${minLength} characters` : '';
  return minLength > 0 ? `${minLength}–${maxLength} characters` : `up to ${maxLength} characters`;
}

function range({ minimum, maximum, unit }: ValueSpace): string {
  const counted = unit === undefined ? '' : ` ${unit}`;
  if (minimum === undefined) return maximum === undefined ? '' : `${maximum}${counted} or less`;
  return maximum === undefined ? `${minimum}${counted} or more` : `${minimum}–${maximum}${counted}`;
}

function choices(names: string[]): string {
  const shown = names.slice(0, MOST_CHOICES);
  if (names.length > shown.length) return `${shown.join(', ')} … (${names.length} choices)`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} or ${last}` : last;
}
