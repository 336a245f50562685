import { compile, type Leaf, parsePath, type Segment } from '../xapi/expressions.ts';

export type Scalar = string | number;

/** A value, or how to work it out when it is asked for: time runs, and names differ from device to device. */
export type Seed<Context> = Scalar | ((context: Context) => Scalar);

export interface Place<Context> {
  segments: readonly Segment[];
  seed: Seed<Context>;
}

/** The statuses that all devices of a product start with, by lower-cased path. Shared, so that 10,000 devices stay small. */
export type Template<Context> = ReadonlyMap<string, Place<Context>>;

export function template<Context>(seeds: Iterable<readonly [path: string, seed: Seed<Context>]>): Template<Context> {
  return new Map([...seeds].map(([path, seed]) => [path.toLowerCase(), { segments: parsePath(path), seed }]));
}

/** The statuses of a product: what its devices start with, and what comes when an array gets a new element. */
export interface Statuses<Context> {
  template: Template<Context>;
  /** What else an element such as `Call[2]` has as soon as it has anything; nothing for one of the template. */
  withElement(element: readonly Segment[]): Iterable<Place<Context>>;
}

/** Statuses of which nothing comes by itself. */
export const fixed = <Context>(template: Template<Context>): Statuses<Context> => ({
  template,
  withElement: () => [],
});

export const keyOf = (segments: readonly Segment[]): string =>
  segments.map(({ lower, index }) => (index === undefined ? lower : `${lower}[${index}]`)).join('.');

/**
 * The live statuses of one device: the product's template and what has changed since. Paths are written with numbers
 * as indices (`Call[1].Status`) and found in any case.
 */
export class DeviceState<Context> {
  readonly #template: Template<Context>;
  readonly #withElement: Statuses<Context>['withElement'];
  readonly #context: Context;
  readonly #changed: () => void;
  /** Undefined stands for a status of the template that is gone. */
  readonly #own = new Map<string, Place<Context> | undefined>();
  /** The elements that have come, such as `call[2]`. */
  readonly #elements = new Set<string>();

  constructor(base: Statuses<Context>, context: Context, changed: () => void) {
    this.#template = base.template;
    this.#withElement = base.withElement;
    this.#context = context;
    this.#changed = changed;
  }

  get(path: string): Scalar | undefined {
    return this.#leaf(path.toLowerCase())?.value;
  }

  /** A number, or 0 when the status is missing or is no number. */
  number(path: string): number {
    const value = this.get(path);
    return typeof value === 'number' ? value : 0;
  }

  /** Throws when `path` is no status path. */
  set(path: string, seed: Seed<Context>): void {
    this.#put(path, seed);
    this.#changed();
  }

  setAll(values: Readonly<Record<string, Seed<Context>>>): void {
    for (const [path, seed] of Object.entries(values)) this.#put(path, seed);
    this.#changed();
  }

  /** Takes away a status, or everything below a node: `Call[1]`. */
  remove(path: string): void {
    const node = path.toLowerCase();
    const below = (key: string) => key === node || key.startsWith(`${node}.`);
    for (const key of this.#template.keys()) if (below(key)) this.#own.set(key, undefined);
    for (const key of this.#own.keys()) if (below(key) && !this.#template.has(key)) this.#own.delete(key);
    for (const key of this.#elements) if (below(key)) this.#elements.delete(key);
    this.#changed();
  }

  /** Puts everything below the nodes back to what the product starts with. */
  restore(nodes: readonly string[]): void {
    const prefixes = nodes.map((node) => node.toLowerCase());
    const restored = (key: string) => prefixes.some((prefix) => key.startsWith(prefix));
    for (const key of this.#own.keys()) if (restored(key)) this.#own.delete(key);
    for (const key of this.#elements) if (restored(key)) this.#elements.delete(key);
    this.#changed();
  }

  /** All leaves that an expression names; none when it names nothing. */
  find(expression: string): Leaf[] {
    const exact = this.#leaf(expression.toLowerCase());
    if (exact) return [exact];
    const matches = compile(expression);
    // Most expressions name the family; the others need not be looked at.
    const [family = ''] = expression.toLowerCase().split(/[.[*]/, 1);
    return [...this.#places(family)].filter(({ segments }) => matches(segments)).map((place) => this.#read(place));
  }

  *#places(beginning: string): Iterable<Place<Context>> {
    for (const [key, place] of this.#template) {
      if (!key.startsWith(beginning)) continue;
      const now = this.#own.has(key) ? this.#own.get(key) : place;
      if (now) yield now;
    }
    for (const [key, place] of this.#own) if (place && !this.#template.has(key)) yield place;
  }

  #leaf(key: string): Leaf | undefined {
    const place = this.#own.has(key) ? this.#own.get(key) : this.#template.get(key);
    return place && this.#read(place);
  }

  #read({ segments, seed }: Place<Context>): Leaf {
    return { segments, value: typeof seed === 'function' ? seed(this.#context) : seed };
  }

  #put(path: string, seed: Seed<Context>): void {
    const key = path.toLowerCase();
    const segments = this.#template.get(key)?.segments ?? parsePath(path);
    this.#begin(segments);
    this.#own.set(key, { segments, seed });
  }

  /** A new element of an array brings more than the value that made it. */
  #begin(segments: readonly Segment[]): void {
    for (const [at, { index }] of segments.entries()) {
      if (index === undefined) continue;
      const element = segments.slice(0, at + 1);
      const key = keyOf(element);
      if (this.#elements.has(key)) continue;
      this.#elements.add(key);
      for (const place of this.#withElement(element)) {
        const beside = keyOf(place.segments);
        if (!this.#own.has(beside) && !this.#template.has(beside)) this.#own.set(beside, place);
      }
    }
  }
}
