import type { Product } from '../../devices/products.ts';
import { specsOf } from '../notation.ts';
import type { ConfigurationSpec } from '../spec.ts';
import { audio } from './audio.ts';
import { calls } from './calls.ts';
import { room } from './room.ts';
import { video } from './video.ts';

const FAMILIES = [...audio, ...video, ...calls, ...room];
const made = new Map<string, readonly ConfigurationSpec[]>();

/** The configurations of a product, without a schema file. A phone has none. */
export function builtIn(product: Product): readonly ConfigurationSpec[] {
  if (product.traits.size === 0) return [];
  const known = made.get(product.name) ?? specsOf(product, FAMILIES);
  made.set(product.name, known);
  return known;
}
