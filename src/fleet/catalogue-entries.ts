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
  const all = new Map<string, Entry & { catalogues: Catalogue[] }>();
  for (const kind of ['command', 'status'] as const) {
    for (const catalogue of catalogues) {
      for (const name of catalogue.paths(kind)) {
        const key = `${kind} ${statusKey(name)}`;
        const known = all.get(key);
        if (known) known.catalogues.push(catalogue);
        else all.set(key, { kind, name, catalogues: [catalogue] });
      }
    }
  }
  return [...all.values()].sort(
    (left, right) => left.kind.localeCompare(right.kind) || left.name.localeCompare(right.name, 'en'),
  );
});

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
