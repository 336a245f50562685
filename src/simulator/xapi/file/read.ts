import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { CommandEntry, ConfigurationEntry, Envelope, StatusEntry } from './format.ts';

/** The public file of all products has 4 MB. */
const MAX_MB = 64;

/** What the simulator takes of a schema file. */
export interface SchemaFile {
  commands: CommandEntry[];
  statuses: StatusEntry[];
  configurations: ConfigurationEntry[];
}

/** A schema file that can't be used. The message is one line that begins with the file. */
export class SchemaFileError extends Error {
  constructor(file: string, fault: string, options?: ErrorOptions) {
    const line = `${file}: ${fault}.`;
    super([...line].map((char) => (char < ' ' ? '?' : char)).join(''), options);
  }
}

/**
 * Reads a file in the public RoomOS format, `{"objects": [{type, path, products, attributes}]}`, see
 * https://github.com/cisco-ce/roomos.cisco.com. Throws SchemaFileError when there is no such file, when it has more
 * than 64 MB, and when it is something else.
 */
export function readSchemaFile(path: string): SchemaFile {
  const text = textOf(path);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new SchemaFileError(path, 'this is not JSON', { cause: error });
  }
  return parseSchemaFile(given, path);
}

function textOf(path: string): string {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) throw new SchemaFileError(path, 'this is not a file');
    if (stat.size > MAX_MB * 1_048_576) throw new SchemaFileError(path, `this is larger than ${MAX_MB} MB`);
    // Some editors write a mark before the text.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof SchemaFileError) throw error;
    throw new SchemaFileError(path, reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
  return code === 'EACCES' ? 'this may not be read' : `this could not be read (${code})`;
}

/** Reads what such a file holds. Throws SchemaFileError that names `file`. */
export function parseSchemaFile(given: unknown, file: string): SchemaFile {
  const { success, data } = Envelope.safeParse(given);
  if (!success) throw new SchemaFileError(file, 'this is not a RoomOS schema: it has no list "objects" of entries');
  const found: SchemaFile = { commands: [], statuses: [], configurations: [] };
  for (const [index, entry] of data.objects.entries()) {
    const fail = (fault: string): never => {
      throw new SchemaFileError(file, `this is not a RoomOS schema: ${fault} in entry ${index + 1} of "objects"`);
    };
    if (entry.type === 'Command') found.commands.push(read(CommandEntry, entry, fail));
    else if (entry.type === 'Status') found.statuses.push(read(StatusEntry, entry, fail));
    else if (entry.type === 'Configuration') found.configurations.push(read(ConfigurationEntry, entry, fail));
  }
  if (found.commands.length + found.statuses.length === 0)
    throw new SchemaFileError(file, 'this schema has no commands and no statuses');
  return found;
}

function read<Entry>(shape: z.ZodType<Entry>, entry: unknown, fail: (fault: string) => never): Entry {
  const parsed = shape.safeParse(entry);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return fail(`"${issue?.path.join('.') ?? ''}" is wrong (${issue?.message ?? 'unknown'})`);
}
