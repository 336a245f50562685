import type { ArgumentSchemas } from '#intent/coerce.ts';
import { createNearest, type Nearest } from '#lib/nearest.ts';
import { isTree } from '#lib/tree.ts';

/** What a device says a command takes. */
export interface CommandSchema {
  /** The command's name in the device's own spelling. */
  name: string;
  arguments: ArgumentSchemas;
  takesBody: boolean;
  /** A JSON Schema of the body, where the device gives one. */
  body: unknown;
}

/** A status that a device can be asked for. */
export interface StatusSchema {
  /** In the device's own spelling, `[*]` where it occurs several times: `Call[*].Status`. */
  path: string;
  /** A JSON Schema of its value. */
  schema: unknown;
}

export type PathKind = 'command' | 'status';

/** What all devices of one product and software understand, as they say themselves. */
export interface Catalogue {
  /** Such as "Cisco Room Bar". */
  product: string;
  /** The command of that name, in any case. */
  command(name: string): CommandSchema | undefined;
  /** The status of that path, in any case and with any index: `call[1].status`. */
  status(path: string): StatusSchema | undefined;
  /** What is known of a name, as text: two devices with the same text take the same. */
  text(name: string, kind: PathKind): string | undefined;
  /** All names in the device's spelling, in the order of the alphabet. */
  paths(kind: PathKind): readonly string[];
  /** The names nearest to `path`, best first. */
  nearest(path: string, kind: PathKind, max?: number): string[];
  /** Whether a command or status begins with this word, in lower case. */
  isFamily(word: string): boolean;
  /** Bytes of memory that the schemas take, about. */
  bytes: number;
}

/** The two halves of a device's answer that are kept; see GET /xapi/schema. */
export interface CatalogueSource {
  commands: Readonly<Record<string, { arguments?: unknown; bodySchema?: unknown }>>;
  status: Readonly<Record<string, unknown>>;
}

/** `Call[1].Status` and `Call[1..n].Status` are one status: `call.status`. */
export const statusKey = (path: string): string => path.replace(/\[[^\]]*\]/g, '').toLowerCase();

/**
 * Reads a device's schema. A kind of device knows some 500 commands and 800 statuses, of which hardly any is ever asked
 * for: each stays text, a fifth of its size as objects, until somebody asks.
 */
export function createCatalogue(product: string, source: CatalogueSource): Catalogue {
  const commands = new Map<string, { name: string; text: string }>();
  for (const [name, { arguments: given, bodySchema }] of Object.entries(source.commands))
    commands.set(name.toLowerCase(), { name, text: JSON.stringify([given ?? {}, inner(bodySchema)]) });
  const statuses = new Map<string, { name: string; text: string }>();
  // Hundreds of statuses share few schemas.
  const shared = new Map<string, string>();
  for (const [path, schema] of Object.entries(source.status)) {
    const name = path.replace(/\[\d+\.\.(\d+|n)\]|\[n\]/g, '[*]');
    const text = JSON.stringify(inner(schema) ?? null);
    statuses.set(statusKey(path), { name, text: shared.get(text) ?? text });
    shared.set(text, shared.get(text) ?? text);
  }
  const sorted = {
    command: [...commands.values()].map(({ name }) => name).sort(inOrder),
    status: [...statuses.values()].map(({ name }) => name).sort(inOrder),
  };
  // Made when somebody first misspells a name of this kind of device.
  const near: Partial<Record<PathKind, Nearest>> = {};
  const families = new Set([...commands.keys(), ...statuses.keys()].map((key) => key.split('.')[0] ?? ''));
  const bytes = [...commands, ...statuses].reduce(
    (sum, [key, { name, text }]) => sum + key.length + name.length + text.length,
    0,
  );

  return {
    product,
    bytes,

    command(name) {
      const known = commands.get(name.toLowerCase());
      if (!known) return undefined;
      const [given, body]: [ArgumentSchemas, unknown] = JSON.parse(known.text);
      return { name: known.name, arguments: given, takesBody: body !== null, body: body ?? undefined };
    },

    status(path) {
      const known = statuses.get(statusKey(path));
      return known && { path: known.name, schema: JSON.parse(known.text) };
    },

    isFamily: (word) => families.has(word),
    paths: (kind) => sorted[kind],
    text: (name, kind) => (kind === 'command' ? commands.get(name.toLowerCase()) : statuses.get(statusKey(name)))?.text,

    nearest(path, kind, max = 3) {
      const find = near[kind] ?? createNearest(sorted[kind]);
      near[kind] = find;
      return find(path, { max });
    },
  };
}

/** Statuses and bodies come as `{ "schema": … }`, which the documentation leaves open. */
const inner = (given: unknown): unknown => (isTree(given) && isTree(given['schema']) ? given['schema'] : given);

const inOrder = (left: string, right: string): number => left.localeCompare(right, 'en');
