import { seededRandom } from '#simulator/random.ts';
import { type Core, coreOf } from './big-schema-core.ts';
import { createDraw, type Draw } from './big-schema-draw.ts';
import type { RoomOsObject, RoomOsParameter, RoomOsSpace } from './big-schema-format.ts';
import { commandPath, newPaths, nodesOf, statusPath } from './big-schema-paths.ts';
import { configurationSpace, otherwise, parameter, statusSpace } from './big-schema-spaces.ts';
import { ALL, ARGUMENTS, GROUPS, LEAVES, NOUNS } from './big-schema-words.ts';

export type { RoomOsObject } from './big-schema-format.ts';

/** How much there is of each kind in the public file of RoomOS 26.4: entries and distinct paths. */
export const SIZE = {
  commands: { entries: 589, paths: 493, multiline: 16 },
  statuses: { entries: 783, paths: 781 },
  configurations: { entries: 1293, paths: 1127 },
  events: { entries: 184 },
} as const;

/**
 * A schema of the size and the shape of the public RoomOS file, but of our own words; the same seed gives the same
 * one. The commands, statuses and configurations that the simulator has itself are in it under their real names, so
 * that a bot on it is a whole bot; the rest has names of no meaning in real families, variants by product group, and all value spaces.
 */
export function bigSchema(seed = 1): { objects: RoomOsObject[] } {
  const draw = createDraw(seededRandom(seed));
  const core = coreOf(draw);
  const objects = [...commands(draw, core), ...statuses(draw, core), ...configurations(draw, core), ...events(draw)];
  return { objects: objects.map((one, index) => ({ ...one, id: index + 1 })) };
}

type Entry = Omit<RoomOsObject, 'id'>;

const entry = (
  type: RoomOsObject['type'],
  path: string,
  products: readonly string[],
  more: Record<string, unknown>,
): Entry => ({
  type,
  path,
  normPath: path.replace(/\[[^\]]*\]/g, ''),
  products: [...products],
  attributes: { access: 'public-api', backend: 'any', ...more },
});

function commands(draw: Draw, core: Core): Entry[] {
  const made: Entry[] = [];
  const add = (path: string, products: readonly string[], params: RoomOsParameter[], more: Record<string, unknown>) =>
    made.push(entry('Command', path, products, { params, read: [], role: ['Admin', 'User'], ...more }));
  for (const { path, products, params, multiline, privacy } of core.commands) {
    add(path, products, params, {
      description: draw.prose(160),
      privacyimpact: privacy ? 'True' : 'False',
      ...(multiline && { multiline: 'True' }),
    });
  }
  const taken = new Set(core.commands.map(({ path }) => path));
  let bodies =
    SIZE.commands.multiline - new Set(core.commands.filter(({ multiline }) => multiline).map(({ path }) => path)).size;
  let variants = SIZE.commands.entries - SIZE.commands.paths - (core.commands.length - taken.size);
  for (const path of newPaths(draw, taken, SIZE.commands.paths - taken.size, commandPath)) {
    const count =
      made.length === core.commands.length ? 14 : draw.weighted([142, 158, 99, 72, 35, 27, 28, 10, 7, 4, 4]);
    const params = draw.some(ARGUMENTS, count).map((name) => parameter(draw, name));
    const more = {
      description: draw.prose(164),
      privacyimpact: draw.chance(0.25) ? 'True' : 'False',
      ...(bodies-- > 0 && { multiline: 'True' as const }),
    };
    const group = GROUPS[draw.weighted([16, 21, 3, 3, 4, 3, 3, 2, 2, 1])] ?? ALL;
    const splits = !more.multiline && params.length > 0 && group.length > 2;
    const parts = splits ? Math.min(variants, 2) + 1 : 1;
    variants -= parts - 1;
    for (let part = 0; part < parts; part++) {
      const products = group.filter((_, index) => index % parts === part);
      add(path, products, part === 0 ? params : params.map((one) => otherwise(draw, one)), more);
    }
  }
  return made;
}

function statuses(draw: Draw, core: Core): Entry[] {
  const made: Entry[] = [];
  const add = (path: string, products: readonly string[], valuespace: RoomOsSpace, privacy: boolean) =>
    made.push(
      entry('Status', path, products, {
        description: draw.prose(81),
        privacyimpact: privacy ? 'True' : 'False',
        role: ['Admin', 'Integrator', 'User'],
        valuespace,
        ...(path.endsWith(']') && { maxOccurrence: 'n' }),
      }),
    );
  for (const { path, products, valuespace, privacy } of core.statuses) add(path, products, valuespace, privacy);
  const taken = new Set(core.statuses.map(({ path }) => path));
  const nodes = new Map([...taken].flatMap(nodesOf));
  let lists = 3;
  const paths = newPaths(draw, taken, SIZE.statuses.paths - taken.size, (from) => statusPath(from, nodes));
  for (const [index, path] of paths.entries()) {
    const space = index === 0 ? longest(draw) : statusSpace(draw);
    const group = GROUPS[draw.weighted([12, 25, 4, 3, 2, 2, 2, 1, 1, 1])] ?? ALL;
    const isList = path.includes('[n] ') && lists-- > 0;
    const isSplit = index >= paths.length - (SIZE.statuses.entries - SIZE.statuses.paths);
    const half = isSplit ? ALL.slice(0, 8) : group;
    add(isList ? `${path}[n]` : path, half, space, draw.chance(0.22));
    if (isSplit) add(path, ALL.slice(8), statusSpace(draw), false);
  }
  return made;
}

/** A list of 251 literals, as the kinds of diagnostics are in the public file. */
const longest = (draw: Draw): RoomOsSpace => ({
  type: 'Literal',
  Values: NOUNS.slice(0, 13)
    .flatMap((noun) => draw.some(LEAVES, 20).map((leaf) => `${noun}${leaf}`))
    .slice(0, 251),
  description: {},
});

function configurations(draw: Draw, core: Core): Entry[] {
  const made: Entry[] = [];
  const add = (path: string, products: readonly string[], valuespace: RoomOsSpace, value: string) =>
    made.push(
      entry('Configuration', path, products, {
        default: value,
        description: draw.prose(264),
        read: ['Admin'],
        role: ['Admin'],
        valuespace,
      }),
    );
  for (const { path, products, valuespace, value } of core.configurations) add(path, products, valuespace, value);
  const taken = new Set(core.configurations.map(({ path }) => path));
  const { entries, paths } = SIZE.configurations;
  // A fourth of them has several elements.
  const pathOf = (from: Draw) => `${commandPath(from)}${from.chance(0.25) ? '[1..3]' : ''} Mode`;
  const further = newPaths(draw, taken, paths - taken.size, pathOf);
  for (const [index, path] of further.entries()) {
    const space = configurationSpace(draw);
    const value = space.Values?.[0] ?? space.Min ?? '';
    if (index >= entries - paths) add(path, GROUPS[draw.weighted([6, 8, 1, 1, 1])] ?? ALL, space, value);
    else for (const products of [ALL.slice(0, 9), ALL.slice(9)]) add(path, products, space, value);
  }
  return made;
}

function events(draw: Draw): Entry[] {
  return newPaths(draw, new Set(), SIZE.events.entries, commandPath).map((path) =>
    entry('Event', path, ALL, { children: { Id: { required: true, valuespace: 'int' } }, read: ['Admin'], role: [] }),
  );
}
