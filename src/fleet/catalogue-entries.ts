import type { Catalogue, PathKind } from './catalogue.ts';
import { statusKey } from './catalogue.ts';

/** A command or status that some of our devices know. */
export interface Entry {
  kind: PathKind;
  /** In the devices' spelling. */
  name: string;
  /** Those that know it, by product. */
  catalogues: readonly Catalogue[];
}

/** What all of them know together, commands first, each in the order of the alphabet. */
export const entriesOf = keptFor((catalogues): readonly Entry[] => {
  return (['command', 'status'] as const).flatMap((kind) => {
    const byName = new Map<string, Known>();
    const byKey = new Map<string, Known>();
    for (const catalogue of catalogues) {
      for (const name of catalogue.paths(kind)) {
        // Nearly all kinds spell nearly all names alike.
        const known = byName.get(name) ?? byKey.get(statusKey(name)) ?? { kind, name, catalogues: [] };
        known.catalogues.push(catalogue);
        if (known.catalogues.length === 1) byKey.set(statusKey(name), known);
        byName.set(name, known);
      }
    }
    return [...byKey.values()].sort((left, right) => COLLATOR.compare(left.name, right.name));
  });
});

interface Known extends Entry {
  catalogues: Catalogue[];
}

const COLLATOR = new Intl.Collator('en');

/**
 * Keeps what is made of some catalogues as long as they live. Their order means nothing: it changes with every use, so
 * `make` gets them by product.
 */
export function keptFor<Made>(
  make: (catalogues: readonly Catalogue[]) => Made,
): (catalogues: readonly Catalogue[]) => Made {
  const kept = new WeakMap<Catalogue, { of: ReadonlySet<Catalogue>; made: Made }>();
  return (catalogues) => {
    const [first] = catalogues;
    const known = first && kept.get(first);
    if (known?.of.size === catalogues.length && catalogues.every((one) => known.of.has(one))) return known.made;
    const made = make(catalogues.toSorted((left, right) => left.product.localeCompare(right.product, 'en')));
    for (const catalogue of catalogues) kept.set(catalogue, { of: new Set(catalogues), made });
    return made;
  };
}
