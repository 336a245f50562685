import { z } from 'zod';
import type { ValueSpace } from '../schema/index.ts';

/** A segment begins with a letter, so that no name of a file means anything to JavaScript. */
const SEGMENT = String.raw`[A-Za-z][A-Za-z0-9_-]{0,99}(?:\[[n0-9.]{1,20}\])?`;
const Path = z.string().regex(new RegExp(`^${SEGMENT}(?: ${SEGMENT}){0,19}$`), 'is no path');
const ArgumentName = z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/, 'is no name of an argument');

/** The file writes booleans as words. */
const Flag = z.union([z.boolean(), z.enum(['True', 'False']).transform((word) => word === 'True')]);
/** The file writes numbers as strings. */
const Whole = z.union([z.number(), z.string().regex(/^-?\d{1,15}$/)]).transform(Number);
/** How often a repeated argument may be given. */
const multiple = Whole.optional();

const Literals = { Values: z.array(z.string().min(1).max(1000)).min(1).max(10_000) };
const Bounds = { Min: Whole.optional(), Max: Whole.optional() };
const Lengths = { MinLength: Whole.optional(), MaxLength: Whole.optional() };

const Space = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('Literal'), ...Literals }),
    z.object({ type: z.literal('LiteralArray'), ...Literals, multiple }),
    z.object({ type: z.literal('Integer'), ...Bounds }),
    z.object({ type: z.literal('IntegerArray'), ...Bounds, multiple }),
    z.object({ type: z.literal('String'), ...Lengths }),
    z.object({ type: z.literal('StringArray'), ...Lengths, multiple }),
  ])
  .transform((space): ValueSpace => {
    const array =
      'multiple' in space && space.multiple !== undefined ? { array: true, most: space.multiple } : undefined;
    const repeated = array ?? { array: space.type.endsWith('Array') };
    if ('Values' in space) return { type: 'literal', values: space.Values, ...repeated };
    if (space.type === 'Integer' || space.type === 'IntegerArray')
      return { type: 'integer', min: space.Min, max: space.Max, ...repeated };
    return { type: 'string', min: space.MinLength ?? 0, max: space.MaxLength, ...repeated };
  })
  .refine(hasRoom, 'leaves no room for a value');

function hasRoom(space: ValueSpace): boolean {
  if (space.most !== undefined && space.most < 1) return false;
  return space.type === 'literal' || (space.min ?? -Infinity) <= (space.max ?? Infinity);
}

const Parameter = z.object({
  name: ArgumentName,
  required: Flag.default(false),
  default: z.string().optional(),
  valuespace: Space,
});
export type Parameter = z.infer<typeof Parameter>;

const products = z.array(z.string());

export const CommandEntry = z.object({
  path: Path,
  products,
  attributes: z.object({
    params: z.array(Parameter).default([]),
    multiline: Flag.default(false),
    privacyimpact: Flag.default(false),
  }),
});
export type CommandEntry = z.infer<typeof CommandEntry>;

export const StatusEntry = z.object({
  path: Path,
  products,
  attributes: z.object({ valuespace: Space, privacyimpact: Flag.default(false) }),
});
export type StatusEntry = z.infer<typeof StatusEntry>;

export const ConfigurationEntry = z.object({
  path: Path,
  products,
  attributes: z.object({ default: z.string().default(''), valuespace: Space }),
});
export type ConfigurationEntry = z.infer<typeof ConfigurationEntry>;

/** The file as a whole; its events are not read. */
export const Envelope = z.object({ objects: z.array(z.looseObject({ type: z.string() })) });
