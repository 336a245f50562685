import type { Draw } from './big-schema-draw.ts';
import { COMMAND_FAMILIES, LEAVES, NOUNS, STATUS_FAMILIES, VERBS } from './big-schema-words.ts';

/** So many new paths; none is the beginning of another, as a path is either a branch or a leaf. */
export function newPaths(
  draw: Draw,
  taken: ReadonlySet<string>,
  count: number,
  make: (draw: Draw) => string,
): string[] {
  const plain = (path: string) => path.replaceAll('[n]', '').toLowerCase();
  const leaves = new Set([...taken].map(plain));
  const branches = new Set([...leaves].flatMap(beginnings));
  const made: string[] = [];
  while (made.length < count) {
    const path = make(draw);
    const key = plain(path);
    const above = beginnings(key);
    if (leaves.has(key) || branches.has(key) || above.some((one) => leaves.has(one))) continue;
    leaves.add(key);
    for (const one of above) branches.add(one);
    made.push(path);
  }
  return made;
}

const beginnings = (path: string): string[] => {
  const parts = path.split(' ');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join(' '));
};

export function commandPath(draw: Draw): string {
  const depth = draw.weighted([0, 0, 2, 12, 8, 2, 1]);
  return [draw.pick(COMMAND_FAMILIES), ...draw.some(NOUNS, depth - 2), draw.pick(VERBS)].join(' ');
}

/** Branches are drawn from those that there are, so that several leaves share one, and keep their index. */
export function statusPath(draw: Draw, nodes: Map<string, boolean>): string {
  const depth = draw.weighted([0, 0, 2, 11, 11, 6, 2, 1]);
  const parts = [draw.pick(STATUS_FAMILIES)];
  while (parts.length < depth - 1) parts.push(draw.pick(NOUNS.slice(0, 24)));
  const marked = parts.map((part, index) => {
    const node = parts.slice(0, index + 1).join(' ');
    if (!nodes.has(node)) nodes.set(node, index > 0 && draw.chance(0.4));
    return nodes.get(node) ? `${part}[n]` : part;
  });
  return [...marked, draw.pick(LEAVES)].join(' ');
}

/** The branches of a path and whether they are indexed. */
export function nodesOf(path: string): [string, boolean][] {
  const parts = path.split(' ');
  return parts.slice(0, -1).map((part, index) => {
    const node = parts.slice(0, index + 1).join(' ');
    return [node.replaceAll('[n]', ''), part.endsWith('[n]')];
  });
}
