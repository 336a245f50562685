import { isReachable, type SimDevice } from '../devices/device.ts';
import type { Fleet } from '../devices/fleet.ts';
import type { Product } from '../devices/products.ts';
import { Catalogue } from './catalogue.ts';
import { effective, entryJson, type Managed, type Own, type Reason } from './entry.ts';
import { planPatch } from './patch.ts';
import { type Reaction, react } from './reactions.ts';
import { seedsOf } from './seeds.ts';
import { fits, type Value } from './spec.ts';

/** What a device has that its product has not, by the place of the key. */
interface State {
  own: Map<number, Own>;
  managed: Map<number, Managed>;
}

export interface ConfigurationsOptions {
  /** How long a connected device takes to take a value, in milliseconds; 0 takes it right after the answer. */
  applyMs?: number | undefined;
}

/**
 * The configurations of all devices. Only what a device has that its product has not is kept, and only for devices
 * that were written to: what a device begins with follows from its index.
 */
export class Configurations {
  readonly #fleet: Fleet;
  readonly #applyMs: number;
  readonly #began: number;
  readonly #catalogues = new Map<string, Catalogue>();
  readonly #states = new Map<string, State>();
  readonly #patches = new Map<string, number>();
  /** Devices that have not taken their values yet. */
  readonly #waiting = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #reactions = new Set<Reaction>();
  #stopListening: (() => void) | undefined;

  constructor(fleet: Fleet, { applyMs = 300 }: ConfigurationsOptions = {}) {
    this.#fleet = fleet;
    this.#applyMs = applyMs;
    this.#began = fleet.now();
  }

  catalogueOf(product: Product): Catalogue {
    const known = this.#catalogues.get(product.code);
    if (known) return known;
    const made = new Catalogue(this.#fleet.configurationsOf(product), this.#began);
    this.#catalogues.set(product.code, made);
    return made;
  }

  /** The answer about a device, in parts: what `key` names, or all. */
  answer(device: SimDevice, key: string | undefined, mayWrite: boolean): Buffer[] {
    const catalogue = this.catalogueOf(device.product);
    const own = this.#entriesOf(device, catalogue, mayWrite);
    if (key === undefined) return catalogue.whole(device.id, own, mayWrite);
    return catalogue.some(device.id, catalogue.matching(key), own, mayWrite);
  }

  /** Carries out a JSON Patch as a whole, or says its faults and changes nothing. */
  patch(device: SimDevice, body: unknown): string[] {
    const { managed } = this.#stateOf(device);
    const planned = planPatch(body, this.catalogueOf(device.product), (at) => managed.get(at));
    if ('faults' in planned) return planned.faults;
    for (const [at, value] of planned.changes) this.#configure(device, at, value);
    this.#patches.set(device.id, this.patches(device.id) + 1);
    return [];
  }

  /** The device begins to take what it has not taken yet; offline ones when they are back. */
  settle(device: SimDevice): void {
    this.#waiting.add(device.id);
    this.#stopListening ??= this.#fleet.onChange((id) => this.#onChange(id));
    this.#onChange(device.id);
  }

  /** A configuration as it is now; undefined when there is no such device or key. */
  read(deviceId: string, key: string): { value: Value; source: string; applied: Value } | undefined {
    const device = this.#fleet.get(deviceId);
    const found = device && this.catalogueOf(device.product).find(key);
    if (!device || !found) return undefined;
    const { own, managed } = this.#stateOf(device);
    const { configured = null, applied = found.spec.default } = own.get(found.at) ?? {};
    return { ...effective(found.spec, configured, managed.get(found.at)), applied };
  }

  /** Somebody else configures a value, or with undefined resets it. Throws when the device has no such configuration. */
  set(deviceId: string, key: string, value: Value | undefined): void {
    const { device, at, spec } = this.#need(deviceId, key);
    if (value !== undefined && !fits(spec.space, value)) throw new Error(`${key} can't be ${JSON.stringify(value)}.`);
    this.#configure(device, at, value ?? null);
    this.settle(device);
  }

  /**
   * Somebody else takes charge of a configuration, by a rule with that value or elsewhere; with undefined nobody does.
   * Throws when the device has no such configuration.
   */
  manage(deviceId: string, key: string, reason: Reason | undefined, rule?: Value): void {
    const { device, at, spec } = this.#need(deviceId, key);
    if (rule !== undefined && !fits(spec.space, rule)) throw new Error(`${key} can't be ${JSON.stringify(rule)}.`);
    const { managed } = this.#writable(device);
    if (reason) managed.set(at, { reason, rule });
    else managed.delete(at);
    this.settle(device);
  }

  /** How many patches were accepted, of one device or of all. */
  patches(deviceId?: string): number {
    if (deviceId !== undefined) return this.#patches.get(deviceId) ?? 0;
    return [...this.#patches.values()].reduce((sum, count) => sum + count, 0);
  }

  /** What every device has configured, as JSON by its id; devices with nothing are left out. */
  snapshot(): Map<string, string> {
    const found = new Map<string, string>();
    for (const device of this.#fleet.all()) {
      const { specs } = this.catalogueOf(device.product);
      const own = [...this.#stateOf(device).own].sort(([a], [b]) => a - b);
      const set = own.flatMap(([at, { configured }]) => (configured === null ? [] : [[specs[at]?.key, configured]]));
      if (set.length > 0) found.set(device.id, JSON.stringify(Object.fromEntries(set)));
    }
    return found;
  }

  /** Some devices react badly when they take a value. Returns the function that ends it. */
  upset(reaction: Reaction): () => void {
    this.#reactions.add(reaction);
    return () => this.#reactions.delete(reaction);
  }

  /** Ends every reaction. */
  calm(): void {
    this.#reactions.clear();
  }

  close(): void {
    this.#stopListening?.();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #need(deviceId: string, key: string) {
    const device = this.#fleet.get(deviceId);
    const found = device && this.catalogueOf(device.product).find(key);
    if (!device || !found) throw new Error(`There is no device with a configuration ${key}.`);
    return { device, ...found };
  }

  #stateOf(device: SimDevice): State {
    const known = this.#states.get(device.id);
    if (known) return known;
    const catalogue = this.catalogueOf(device.product);
    const state: State = { own: new Map(), managed: new Map() };
    for (const { key, value, applied, reason, rule } of seedsOf(device)) {
      const found = catalogue.find(key);
      if (!found) continue;
      const has = [value, applied, rule].every((one) => one === undefined || fits(found.spec.space, one));
      if (!has) continue;
      const managed = reason && { reason, rule };
      if (managed) state.managed.set(found.at, managed);
      const taken = applied ?? effective(found.spec, value ?? null, managed).value;
      state.own.set(found.at, { configured: value ?? null, applied: taken, appliedAt: this.#began });
    }
    return state;
  }

  /** From the first write on, the device's state is kept. */
  #writable(device: SimDevice): State {
    const state = this.#stateOf(device);
    this.#states.set(device.id, state);
    return state;
  }

  #configure(device: SimDevice, at: number, configured: Value | null): void {
    const { own } = this.#writable(device);
    const before = own.get(at) ?? {
      applied: this.catalogueOf(device.product).specs[at]?.default ?? '',
      appliedAt: this.#began,
    };
    own.set(at, { ...before, configured });
  }

  #entriesOf(device: SimDevice, catalogue: Catalogue, mayWrite: boolean): Map<number, string> {
    const { own, managed } = this.#stateOf(device);
    const entries = new Map<number, string>();
    for (const at of new Set([...own.keys(), ...managed.keys()])) {
      const spec = catalogue.specs[at];
      if (!spec) continue;
      const has = own.get(at) ?? { configured: null, applied: spec.default, appliedAt: this.#began };
      entries.set(at, entryJson(spec, has, managed.get(at), mayWrite));
    }
    return entries;
  }

  #onChange(id: string): void {
    if (!this.#waiting.has(id) || this.#timers.has(id)) return;
    const device = this.#fleet.get(id);
    if (!device) {
      this.#waiting.delete(id);
      return;
    }
    if (!isReachable(device)) return;
    if (this.#applyMs === 0) this.#take(id);
    else this.#timers.set(id, setTimeout(() => this.#take(id), this.#applyMs).unref());
  }

  /** The device takes its values, if it is still there, and what comes of it happens. */
  #take(id: string): void {
    this.#timers.delete(id);
    const device = this.#fleet.get(id);
    if (!device || !isReachable(device)) return;
    this.#waiting.delete(id);
    const reactions = [...this.#reactions].filter((one) => react(one, device, this.#fleet));
    if (reactions.some(({ does }) => does === 'stuck')) return;
    const { own, managed } = this.#writable(device);
    const { specs } = this.catalogueOf(device.product);
    for (const at of new Set([...own.keys(), ...managed.keys()])) {
      const spec = specs[at];
      if (!spec) continue;
      const has = own.get(at) ?? { configured: null, applied: spec.default, appliedAt: this.#began };
      const { value } = effective(spec, has.configured, managed.get(at));
      if (String(value) === String(has.applied)) {
        continue;
      }
      own.set(at, { ...has, applied: value, appliedAt: this.#fleet.now() });
    }
  }
}
