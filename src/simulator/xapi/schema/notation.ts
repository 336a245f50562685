import type { Trait } from '../../devices/products.ts';

/** What an argument or a status may be. Integers of statuses have no bounds. */
export type ValueSpace = (
  | { type: 'literal'; values: readonly string[] }
  | { type: 'integer'; min?: number; max?: number }
  | { type: 'string'; min: number; max?: number }
) & {
  /** It may be given several times. */
  array: boolean;
  /** How often at most. */
  most?: number;
};

export interface Argument {
  name: string;
  required: boolean;
  space: ValueSpace;
  /** What the device takes when it is left out. */
  default?: string | number;
}

/**
 * A part of the schema that holds for the same products.
 *
 * A command is written as its arguments, parted by `;`: `Level*: 0..100; Mode: On|Off; Url: text 2000; Id: 1..15[]`.
 * A star marks a required argument, `[]` one that may be repeated, `text n` a string of at most n characters and
 * `text m..n` one of at least m. `+body` says that the command takes a multi-line body. `{inputs}` and `{outputs}`
 * stand for the product's number of connectors.
 * A status is `integer`, `text` or its literals, parted by `|`.
 */
export interface Family {
  /** Only products with this trait have it; left out, all have. */
  on?: Trait;
  /** Reads or changes what people in the room do: refused on personal devices. */
  privacy?: boolean;
  commands?: Record<string, string>;
  statuses?: Record<string, string>;
}

export interface Connectors {
  inputs: number;
  outputs: number;
}

/** The arguments of a command in the notation above. Throws on a notation fault: it is a fault of this program. */
export function parseCommand(notation: string, connectors: Connectors): { arguments: Argument[]; body: boolean } {
  const parts = notation
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean);
  const body = parts.at(-1) === '+body';
  if (body) parts.pop();
  return { arguments: parts.map((part) => parseArgument(part, connectors)), body };
}

function parseArgument(part: string, connectors: Connectors): Argument {
  const colon = part.indexOf(':');
  if (colon < 1) throw new Error(`No value space in "${part}".`);
  const name = part.slice(0, colon).trim();
  const required = name.endsWith('*');
  return {
    name: required ? name.slice(0, -1) : name,
    required,
    space: parseSpace(part.slice(colon + 1).trim(), connectors),
  };
}

/** One value space in the notation above. */
export function parseSpace(written: string, { inputs, outputs }: Connectors): ValueSpace {
  const array = written.endsWith('[]');
  const text = (array ? written.slice(0, -2) : written)
    .replace('{inputs}', String(inputs))
    .replace('{outputs}', String(outputs))
    .replace('{sources}', Array.from({ length: inputs }, (_, index) => index + 1).join('|'));
  const range = /^(-?\d+)\.\.(-?\d+)$/.exec(text);
  if (range) return { type: 'integer', min: Number(range[1]), max: Number(range[2]), array };
  const string = /^text (?:(\d+)\.\.)?(\d+)$/.exec(text);
  if (string) return { type: 'string', min: Number(string[1] ?? 0), max: Number(string[2]), array };
  return { type: 'literal', values: text.split('|').filter(Boolean), array };
}

/** The value space of a status in the notation above. */
export function parseStatus(notation: string): ValueSpace {
  if (notation === 'integer') return { type: 'integer', array: false };
  if (notation === 'text') return { type: 'string', min: 0, array: false };
  return { type: 'literal', values: notation.split('|'), array: false };
}
