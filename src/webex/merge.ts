import { isTree } from '#lib/tree.ts';

/** Status values nested by path; lists hold objects with a numeric `id`. */
export type StatusTree = Record<string, unknown>;

/**
 * Joins two answers about one device, because more than ten expressions need several requests.
 * List items with the same `id` are one item. Neither input is changed, and no key can reach a prototype.
 */
export function mergeStatus(left: StatusTree, right: StatusTree): StatusTree {
  const merged = new Map(Object.entries(left));
  for (const [key, value] of Object.entries(right)) merged.set(key, mergeValue(merged.get(key), value));
  return Object.fromEntries(merged);
}

function mergeValue(left: unknown, right: unknown): unknown {
  if (Array.isArray(left) && Array.isArray(right)) return mergeLists(left, right);
  if (isTree(left) && isTree(right)) return mergeStatus(left, right);
  return right;
}

function mergeLists(left: unknown[], right: unknown[]): unknown[] {
  const merged = [...left];
  for (const item of right) {
    const at = isTree(item) ? merged.findIndex((other) => isTree(other) && other['id'] === item['id']) : -1;
    if (at === -1) merged.push(item);
    else merged[at] = mergeValue(merged[at], item);
  }
  return merged;
}
