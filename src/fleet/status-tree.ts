import { isTree } from '#lib/tree.ts';
import type { StatusTree } from '#webex/merge.ts';

export type Leaf = string | number | boolean;

const own = (tree: StatusTree, key: string): unknown => (Object.hasOwn(tree, key) ? tree[key] : undefined);

/** The leaf at a dotted path without indices, or undefined. */
export function leaf(tree: unknown, path: string): Leaf | undefined {
  const value = path.split('.').reduce<unknown>((node, part) => (isTree(node) ? own(node, part) : undefined), tree);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

/** The entries of an array node: objects with an `id`, which may have gaps. */
export function list(tree: unknown, path: string): StatusTree[] {
  const value = path.split('.').reduce<unknown>((node, part) => (isTree(node) ? own(node, part) : undefined), tree);
  return Array.isArray(value) ? value.filter(isTree) : [];
}

/** Every leaf with its path, `Call[3].Status` for entries of arrays, in the order Webex gave them. */
export function leaves(tree: unknown, path = ''): { path: string; value: Leaf }[] {
  if (Array.isArray(tree)) {
    return tree.flatMap((entry, index) => {
      const id = isTree(entry) && typeof own(entry, 'id') === 'number' ? own(entry, 'id') : index + 1;
      const rest = isTree(entry) ? Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'id')) : entry;
      return leaves(rest, `${path}[${id}]`);
    });
  }
  if (isTree(tree))
    return Object.entries(tree).flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`));
  if (typeof tree === 'string' || typeof tree === 'number' || typeof tree === 'boolean') return [{ path, value: tree }];
  return [];
}
