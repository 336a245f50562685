import type { Draw } from './big-schema-draw.ts';
import type { RoomOsParameter, RoomOsSpace } from './big-schema-format.ts';
import { LITERALS } from './big-schema-words.ts';

/** The value space of a status, which has no bounds in the file. */
export function statusSpace(draw: Draw): RoomOsSpace {
  const kind = draw.weighted([337, 257, 189]);
  if (kind === 1) return { type: 'String' };
  if (kind === 2) return { type: 'Integer' };
  return { type: 'Literal', Values: literals(draw), description: {} };
}

const literals = (draw: Draw): string[] =>
  draw.chance(0.2) ? ['False', 'True'] : draw.some(LITERALS, draw.weighted([0, 3, 12, 8, 4, 3, 2, 2, 1, 1, 1, 1]));

/** An argument of a command with a value space of any kind. */
export function parameter(draw: Draw, name: string): RoomOsParameter {
  const valuespace = argumentSpace(draw);
  const first = valuespace.Values?.[0] ?? valuespace.Min;
  return {
    name,
    required: draw.chance(0.34),
    ...(first !== undefined && draw.chance(0.4) && { default: first }),
    ...(draw.chance(0.92) && { description: draw.prose(91) }),
    valuespace,
  };
}

function argumentSpace(draw: Draw): RoomOsSpace {
  switch (draw.weighted([380, 416, 390, 21, 28, 26])) {
    case 0:
      return { type: 'Integer', ...range(draw) };
    case 1:
      return { type: 'Literal', Values: literals(draw), description: {} };
    case 2:
      return { type: 'String', ...lengths(draw) };
    case 3:
      return { type: 'IntegerArray', ...range(draw), multiple: draw.pick(['4', '10']) };
    case 4:
      return { type: 'StringArray', ...lengths(draw), multiple: draw.pick(['5', '20', '255']) };
    default:
      return { type: 'LiteralArray', Values: literals(draw), description: {}, multiple: draw.pick(['2', '4', '255']) };
  }
}

/** The value space of a configuration; lists are none of the file's. */
export function configurationSpace(draw: Draw): RoomOsSpace {
  const kind = draw.weighted([921, 213, 159]);
  if (kind === 1) return { type: 'Integer', ...range(draw) };
  if (kind === 2) return { type: 'String', ...lengths(draw) };
  return { type: 'Literal', Values: ['Off', ...draw.some(LITERALS, 2)], description: {} };
}

function range(draw: Draw) {
  const Min = draw.pick(['0', '0', '1', '1', '-1000', '64', '2015']);
  return { Min, Max: String(Number(Min) + draw.pick([2, 7, 58, 100, 20_000, 65_534])), Step: draw.pick(['1', '24']) };
}

const lengths = (draw: Draw) => ({
  MinLength: draw.pick(['0', '0', '0', '1', '1', '5']),
  MaxLength: draw.pick(['32', '64', '128', '255', '1024', '8192']),
});

/** The same argument on another group of products: another upper bound, or one literal more. */
export function otherwise(draw: Draw, one: RoomOsParameter): RoomOsParameter {
  const { Max, Values } = one.valuespace;
  return {
    ...one,
    valuespace: {
      ...one.valuespace,
      ...(Max !== undefined && { Max: String(Number(Max) + draw.pick([1, 2, 5])) }),
      ...(Values && { Values: [...Values, `Extra${draw.pick([1, 2, 3])}`] }),
    },
  };
}
