import type { Product } from '../../devices/products.ts';
import { type Seeding, templateOf } from '../../devices/seeds.ts';
import { keyOf, type Place, type Statuses } from '../../devices/state.ts';
import type { Segment } from '../expressions.ts';
import { type Schema, type StatusSpec, schemaOf, statusKey } from '../schema/index.ts';
import { type ValueMaker, valueMaker } from './values.ts';

/** How many elements an array has that nothing says more about. */
const MADE = [1, 2];

/** A status path, and which of its segments are arrays. */
interface Shape {
  spec: StatusSpec;
  steps: readonly { name: string; lower: string; isArray: boolean }[];
  value: ValueMaker;
}

/**
 * The statuses of a product by a schema from a file: what the simulator acts out as it acts it out, and a made value
 * for every other path. An array that the simulator acts out, such as the calls, has the elements that it has there
 * and gets the rest of their values with them; any other has a few.
 */
export function statusesOf(product: Product, schema: Schema): Statuses<Seeding> {
  const modelled = templateOf(product);
  const shapes = [...schema.statuses.values()].map(shapeOf);
  const actedOut = new Set([...schemaOf(product).statuses.values()].flatMap((spec) => arraysOf(shapeOf(spec))));
  const elements = elementsOf([...modelled.values()].map(({ segments }) => segments));
  const idsOf = (node: string, array: string) => elements.get(node) ?? (actedOut.has(array) ? [] : MADE);

  const template = new Map(modelled);
  for (const shape of shapes) {
    for (const segments of expand(shape, [], idsOf)) {
      const key = keyOf(segments);
      if (!template.has(key)) template.set(key, placeOf(shape, segments));
    }
  }
  const known = elementsOf([...template.values()].map(({ segments }) => segments));
  const byArray = Map.groupBy(
    shapes.flatMap((shape) => arraysOf(shape).map((array) => ({ array, shape }))),
    ({ array }) => array,
  );
  return {
    template,
    withElement(element) {
      const { node, id } = elementAt(element);
      if (known.get(node)?.includes(id)) return [];
      const below = byArray.get(element.map(({ lower }) => lower).join('.')) ?? [];
      return below.flatMap(({ shape }) => expand(shape, element, idsOf).map((segments) => placeOf(shape, segments)));
    },
  };
}

function shapeOf(spec: StatusSpec): Shape {
  const steps = spec.path.split('.').map((part) => {
    const name = part.replace('[n]', '');
    return { name, lower: name.toLowerCase(), isArray: part.endsWith('[n]') };
  });
  return { spec, steps, value: valueMaker(spec.space, spec.path.replaceAll('[n]', '')) };
}

/** The arrays on the way to a status, outermost first: `network`, `network.dns.server`. */
const arraysOf = ({ spec, steps }: Shape): string[] => {
  const key = statusKey(spec.path).split('.');
  return steps.flatMap(({ isArray }, at) => (isArray ? [key.slice(0, at + 1).join('.')] : []));
};

/** The array that an element belongs to and its index: `network[1].dns.server` and 2. */
function elementAt(element: readonly Segment[]): { node: string; id: number } {
  const key = keyOf(element);
  return { node: key.slice(0, key.lastIndexOf('[')), id: element.at(-1)?.index ?? 0 };
}

/** Which elements there are of each array. */
function elementsOf(paths: readonly (readonly Segment[])[]): Map<string, number[]> {
  const found = new Map<string, Set<number>>();
  for (const segments of paths) {
    for (const [at, { index }] of segments.entries()) {
      if (index === undefined) continue;
      const { node, id } = elementAt(segments.slice(0, at + 1));
      found.set(node, (found.get(node) ?? new Set()).add(id));
    }
  }
  return new Map([...found].map(([node, ids]) => [node, [...ids]]));
}

/** Every place of a status below the element `from`, or below nothing. */
function expand(
  { steps }: Shape,
  from: readonly Segment[],
  idsOf: (node: string, array: string) => readonly number[],
): Segment[][] {
  let paths: Segment[][] = [[...from]];
  for (const { name, lower, isArray } of steps.slice(from.length)) {
    paths = paths.flatMap((path) => {
      if (!isArray) return [[...path, { name, lower }]];
      const array = [...path.map((one) => one.lower), lower].join('.');
      const ids = idsOf(keyOf([...path, { name, lower }]), array);
      return ids.map((index) => [...path, { name, lower, index }]);
    });
  }
  return paths;
}

function placeOf({ value }: Shape, segments: readonly Segment[]): Place<Seeding> {
  const key = keyOf(segments);
  const index = segments.findLast((segment) => segment.index !== undefined)?.index;
  return { segments, seed: ({ device }) => value(key, index, device) };
}
