import type { Product, Trait } from '../devices/products.ts';
import { parseSpace } from '../xapi/schema/notation.ts';
import { expandKeys } from './expand.ts';
import type { ConfigurationSpec } from './spec.ts';

/**
 * Configurations that the same products have. Each is written as its value space, `=` and its default: `0..100 = 50`,
 * `Off|On = On`, `text 255 =`. Paths may have ranges, `{inputs}` and `{outputs}` stand for the product's number of
 * connectors. What comes later takes the place of what was said before, for products that differ.
 */
export interface ConfigurationFamily {
  /** Only products with this trait have it; left out, all have. */
  on?: Trait;
  /** Products with this trait do not have it. */
  not?: Trait;
  keys: Record<string, string>;
}

/** What a product has of the families. Throws on a notation fault: it is a fault of this program. */
export function specsOf(product: Product, families: readonly ConfigurationFamily[]): ConfigurationSpec[] {
  const specs = new Map<string, ConfigurationSpec>();
  for (const { on, not, keys } of families) {
    if ((on && !product.traits.has(on)) || (not && product.traits.has(not))) continue;
    for (const [path, notation] of Object.entries(keys)) {
      const [written = '', ...rest] = notation.split('=');
      const space = parseSpace(written.trim(), product);
      const said = rest.join('=').trim();
      const whole = path.replace('{inputs}', String(product.inputs)).replace('{outputs}', String(product.outputs));
      for (const { key } of expandKeys(whole)) {
        specs.set(key, { key, space, default: space.type === 'integer' ? Number(said) : said });
      }
    }
  }
  return [...specs.values()];
}
