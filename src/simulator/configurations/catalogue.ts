import { compileKey, parsePath, type Segment } from '../xapi/expressions.ts';
import { entryJson } from './entry.ts';
import type { ConfigurationSpec } from './spec.ts';

/** The JSON of every entry in one buffer, parted by commas; `ends` has where each of them ends. */
interface Rendered {
  bytes: Buffer;
  ends: readonly number[];
}

const COMMA = Buffer.from(',');

/**
 * The configurations of a product in the order of their keys. A device differs from its product in a few of them, and
 * an answer may have a megabyte: the rest is kept as the bytes to send.
 */
export class Catalogue {
  readonly specs: readonly ConfigurationSpec[];
  readonly #indices: ReadonlyMap<string, number>;
  readonly #since: number;
  readonly #rendered = new Map<boolean, Rendered>();
  #segments: Segment[][] | undefined;

  /** `since` is when every device took its defaults, in milliseconds since the epoch. */
  constructor(specs: readonly ConfigurationSpec[], since: number) {
    const { compare } = new Intl.Collator('en', { numeric: true });
    this.specs = specs.toSorted((a, b) => compare(a.key, b.key));
    this.#indices = new Map(this.specs.map(({ key }, at) => [key, at]));
    this.#since = since;
  }

  /** Where the key stands, which has to be spelt as the answers spell it. */
  find(key: string): { at: number; spec: ConfigurationSpec } | undefined {
    const at = this.#indices.get(key);
    const spec = at === undefined ? undefined : this.specs[at];
    return at === undefined || !spec ? undefined : { at, spec };
  }

  /** The places of the keys that an expression names. */
  matching(expression: string): number[] {
    const passes = compileKey(expression);
    this.#segments ??= this.specs.map(({ key }) => parsePath(key));
    return this.#segments.flatMap((segments, at) => (passes(segments) ? [at] : []));
  }

  /** The whole answer about a device in parts: all entries, of which `own` are in place of the product's. */
  whole(deviceId: string, own: ReadonlyMap<number, string>, mayWrite: boolean): Buffer[] {
    const { bytes, ends } = this.#render(mayWrite);
    const parts = [head(deviceId)];
    let from = 0;
    for (const [at, json] of [...own].sort(([a], [b]) => a - b)) {
      const start = at === 0 ? 0 : (ends[at - 1] ?? 0) + 1;
      if (start > from) parts.push(bytes.subarray(from, start));
      parts.push(Buffer.from(json));
      from = ends[at] ?? bytes.length;
    }
    parts.push(bytes.subarray(from), TAIL);
    return parts;
  }

  /** An answer with some of the entries only. */
  some(deviceId: string, wanted: readonly number[], own: ReadonlyMap<number, string>, mayWrite: boolean): Buffer[] {
    const { bytes, ends } = this.#render(mayWrite);
    const parts = wanted.flatMap((at, nth) => {
      const json = own.get(at);
      const start = at === 0 ? 0 : (ends[at - 1] ?? 0) + 1;
      const entry = json === undefined ? bytes.subarray(start, ends[at]) : Buffer.from(json);
      return nth === 0 ? [entry] : [COMMA, entry];
    });
    return [head(deviceId), ...parts, TAIL];
  }

  #render(mayWrite: boolean): Rendered {
    const known = this.#rendered.get(mayWrite);
    if (known) return known;
    const ends: number[] = [];
    let length = 0;
    const entries = this.specs.map((spec) => {
      const own = { configured: null, applied: spec.default, appliedAt: this.#since };
      const entry = entryJson(spec, own, undefined, mayWrite);
      length += Buffer.byteLength(entry);
      ends.push(length);
      length += 1;
      return entry;
    });
    const rendered = { bytes: Buffer.from(entries.join(',')), ends };
    this.#rendered.set(mayWrite, rendered);
    return rendered;
  }
}

const head = (deviceId: string): Buffer => Buffer.from(`{"deviceId":${JSON.stringify(deviceId)},"items":{`);
const TAIL = Buffer.from('}}');
