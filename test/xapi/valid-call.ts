import { z } from 'zod';

/** The part of JSON Schema that devices answer with. */
const Space = z.object({
  type: z.string(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  minLength: z.number().optional(),
  get items() {
    return Space.optional();
  },
});
type Space = z.infer<typeof Space>;

/** A command as `GET /xapi/schema` describes it. */
export const DescribedCommand = z.object({
  arguments: z.record(z.string(), z.object({ required: z.boolean(), schema: Space })),
  bodySchema: z.unknown().optional(),
});

type Value = string | number | (string | number)[];

/** Arguments and body that a described command must take: all of its arguments, or only those that it needs. */
export function validCall(described: z.infer<typeof DescribedCommand>, which: 'all' | 'required') {
  const given = Object.entries(described.arguments).filter(([, { required }]) => required || which === 'all');
  return {
    arguments: Object.fromEntries(given.map(([name, { schema }]) => [name, valueIn(schema)])),
    body: described.bodySchema === undefined ? undefined : 'some text',
  };
}

function valueIn(space: Space): Value {
  return space.items ? [oneOf(space.items)] : oneOf(space);
}

function oneOf({ type, enum: values, minimum = 0, minLength = 0 }: Space): string | number {
  if (values) return values[0] ?? '';
  return type === 'integer' ? minimum : 'x'.repeat(Math.max(1, minLength));
}
