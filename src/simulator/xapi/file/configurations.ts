import { expandKeys } from '../../configurations/expand.ts';
import { type ConfigurationSpec, fits, type Value } from '../../configurations/spec.ts';
import type { Product } from '../../devices/products.ts';
import type { ValueSpace } from '../schema/index.ts';
import type { ConfigurationEntry } from './format.ts';

/** What the file says that can be configured on a product; nothing when it does not know the product. */
export function configurationsOf(product: Product, entries: readonly ConfigurationEntry[]): ConfigurationSpec[] {
  const specs = new Map<string, ConfigurationSpec>();
  // One element told alone says more than a range of them.
  const byWidth = entries
    .filter(({ products }) => products.includes(product.code))
    .toSorted((a, b) => expandKeys(b.path).length - expandKeys(a.path).length);
  for (const { path, attributes } of byWidth) {
    for (const { key, index } of expandKeys(path.replaceAll(' ', '.'))) {
      const { default: said, valuespace: space } = attributes;
      specs.set(key, { key, space, default: defaultOf(space, saidFor(said, index)) });
    }
  }
  return [...specs.values()];
}

/** Where elements differ, a default reads `[1]: Left; [2]: Right; `. */
function saidFor(said: string, index: number | undefined): string {
  if (index === undefined || !/^\[\d+\]: /.test(said)) return said;
  const each = said.split(';').map((part) => /^\s*\[(\d+)\]: (.*)$/.exec(part));
  return each.find((one) => Number(one?.[1]) === index)?.[2] ?? '';
}

/** The file has defaults that are none of the values; then the first that fits. */
function defaultOf(space: ValueSpace, said: string): Value {
  const one = oneOf(space, said);
  return space.array ? (said === '' ? [] : [one]) : one;
}

function oneOf(space: ValueSpace, said: string): string | number {
  const single = { ...space, array: false };
  if (space.type === 'integer') {
    const number = Number(said);
    return said !== '' && fits(single, number) ? number : Math.min(space.max ?? Infinity, Math.max(space.min ?? 0, 0));
  }
  if (space.type === 'literal') return space.values.includes(said) ? said : (space.values[0] ?? '');
  return said.slice(0, space.max).padEnd(space.min, ' ');
}
