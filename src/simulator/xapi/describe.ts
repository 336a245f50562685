import { compile, type Segment } from './expressions.ts';
import type { CommandSpec, Schema } from './schema/index.ts';
import { jsonSchema } from './value-space.ts';

/** Largest body of a multi-line command, in characters. */
const MAX_BODY = 4_194_304;

/** Which parts are asked for; an empty list asks for nothing of its kind, unless both are empty: then for everything. */
export interface Asked {
  status: readonly string[];
  command: readonly string[];
}

/** The part of a schema that `GET /xapi/schema` answers for one device, without its `deviceId`. */
export function describeSchema(schema: Schema, { status, command }: Asked): Record<string, unknown> {
  const all = status.length === 0 && command.length === 0;
  const result: Record<string, unknown> = {};
  if (all || status.length > 0) {
    const wanted = anyOf(status, all);
    const found = [...schema.statuses.values()].filter(({ path }) => wanted(path));
    result['status'] = Object.fromEntries(
      found.map(({ path, space }) => [path.replaceAll('[n]', '[1..n]'), { schema: jsonSchema(space) }]),
    );
  }
  if (all || command.length > 0) {
    const wanted = anyOf(command, all);
    const found = [...schema.commands.values()].filter(({ name }) => wanted(name));
    result['commands'] = Object.fromEntries(found.map((spec) => [spec.name, describeCommand(spec)]));
  }
  return result;
}

function describeCommand(spec: CommandSpec): Record<string, unknown> {
  return {
    arguments: Object.fromEntries(
      spec.arguments.map(({ name, required, space, default: otherwise }) => [
        name,
        { required, schema: { ...jsonSchema(space), default: otherwise } },
      ]),
    ),
    resultSchema: { type: ['object', 'null'] },
    ...(spec.body && { bodySchema: { schema: { type: ['object', 'string'], maxLength: MAX_BODY } } }),
  };
}

/** Patterns are written like status expressions; indices in them do not matter, as a schema has no elements. */
function anyOf(patterns: readonly string[], all: boolean): (path: string) => boolean {
  const tests = patterns.map((pattern) => compile(pattern.slice(0, 512).replace(/\[[^\]]*\]/g, '')));
  return (path) => all || tests.some((test) => test(segmentsOf(path)));
}

const segmentsOf = (path: string): Segment[] =>
  path
    .replaceAll('[n]', '')
    .split('.')
    .map((name) => ({ name, lower: name.toLowerCase() }));
