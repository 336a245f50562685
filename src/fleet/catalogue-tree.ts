import { createNearest, type Nearest } from '#lib/nearest.ts';
import { type Entry, entriesOf, keptFor } from './catalogue-entries.ts';

/** A part of the xAPI: a family such as `Audio`, a node such as `Audio.Volume`, or a command or status itself. */
export interface Node {
  /** The last part of the path: `Volume`. */
  name: string;
  /** Dotted and without indices: `Audio.Volume`; empty for the whole. */
  path: string;
  /** How many commands there are, itself and below. */
  commands: number;
  statuses: number;
  /** Set when it is a command or status itself; `Audio.Microphones.Mute` is both. */
  command?: Entry;
  status?: Entry;
  /** In the order of the alphabet. */
  children: readonly Node[];
}

interface Tree {
  root: Node;
  /** The node of that path, in any case, with or without indices. */
  at(path: string): Node | undefined;
  /** The paths nearest to this one, best first. */
  nearest: Nearest;
}

interface Branch extends Node {
  children: Branch[];
}

const MARKS = /\[[^\]]*\]/g;
const leaf = (name: string, path: string): Branch => ({ name, path, commands: 0, statuses: 0, children: [] });

/** Everything that these devices know, as a tree of names. */
export const treeOf = keptFor((catalogues): Tree => {
  const root = leaf('', '');
  const byPath = new Map<string, Branch>([['', root]]);
  for (const entry of entriesOf(catalogues)) {
    const count = entry.kind === 'command' ? 'commands' : 'statuses';
    root[count] += 1;
    let node = root;
    for (const name of entry.name.replace(MARKS, '').split('.')) {
      const path = node.path === '' ? name : `${node.path}.${name}`;
      const known = byPath.get(path.toLowerCase());
      const child = known ?? leaf(name, path);
      if (!known) {
        byPath.set(path.toLowerCase(), child);
        node.children.push(child);
      }
      child[count] += 1;
      node = child;
    }
    node[entry.kind] = entry;
  }
  for (const { children } of byPath.values()) children.sort((left, right) => left.name.localeCompare(right.name, 'en'));
  let near: Nearest | undefined;
  return {
    root,
    at: (path) => byPath.get(path.replace(MARKS, '').toLowerCase()),
    nearest(path, options) {
      near ??= createNearest([...byPath.values()].map((node) => node.path).filter(Boolean));
      return near(path, options);
    },
  };
});
