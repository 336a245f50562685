import type { ConfigurationSpec } from '../configurations/spec.ts';
import type { Account } from '../people.ts';
import type { Schema } from '../xapi/schema/index.ts';
import { BUILT_IN, type SchemaSource } from '../xapi/source.ts';
import { Grants } from './access.ts';
import { hangUpAll, ringIn } from './calls.ts';
import { type Access, type ConnectionStatus, isReachable, type SimDevice } from './device.ts';
import { generateDevices } from './generate.ts';
import { type Durations, type Host, LiveDevice } from './live.ts';
import { describeLive, type LiveState } from './panel.ts';
import { goDown } from './power.ts';
import type { Product } from './products.ts';
import type { Scalar } from './state.ts';
import { setByHand } from './status-by-hand.ts';

export type { Access, ConnectionStatus, SimDevice } from './device.ts';
export type { LiveState } from './panel.ts';

export interface FleetOptions extends Partial<Durations> {
  count: number;
  seed: number;
  orgId: string;
  botId: string;
  /** Owner of the personal device. */
  personId: string;
  /** What the products understand; left out, what is built in. */
  source?: SchemaSource;
  /** Milliseconds since the epoch. */
  now: () => number;
}

const DURATIONS: Durations = { dropMs: 1_000, bootMs: 90_000, dialMs: 1_000, unreachableMs: 1_000 };

export const createFleet = (options: FleetOptions): Fleet => new Fleet(options);

/** All devices of the simulated organisation, what state they are in and who may touch them. */
export class Fleet {
  readonly durations: Durations;
  readonly now: () => number;
  readonly #devices: Map<string, SimDevice>;
  readonly #live = new Map<string, LiveDevice>();
  readonly #grants: Grants;
  readonly #host: Host;
  readonly #listeners = new Set<(deviceId: string) => void>();
  readonly #visible = new Map<string, SimDevice[]>();
  #byWorkspace: Map<string, SimDevice[]> | undefined;
  readonly #sleepers = new Set<() => void>();
  #pending = new Set<string>();
  #closed = false;

  constructor(options: FleetOptions) {
    const { dropMs, bootMs, dialMs, unreachableMs } = options;
    const given = { dropMs, bootMs, dialMs, unreachableMs };
    this.durations = {
      ...DURATIONS,
      ...Object.fromEntries(Object.entries(given).filter(([, ms]) => ms !== undefined)),
    };
    this.now = options.now;
    this.#devices = new Map(generateDevices({ ...options, now: options.now() }).map((one) => [one.id, one]));
    this.#grants = new Grants(options.botId);
    this.#host = {
      durations: this.durations,
      source: options.source ?? BUILT_IN,
      now: this.now,
      changed: (id) => this.#changed(id),
      setConnection: (id, status) => this.#setConnection(id, status),
      remove: (id) => this.remove(id),
    };
  }

  all(): SimDevice[] {
    return [...this.#devices.values()];
  }

  get(id: string): SimDevice | undefined {
    return this.#devices.get(id);
  }

  /** What a device of that product understands. */
  schemaOf(product: Product): Schema {
    return this.#host.source.schemaOf(product);
  }

  /** What can be configured on a device of that product. */
  configurationsOf(product: Product): readonly ConfigurationSpec[] {
    return this.#host.source.configurationsOf(product);
  }

  /** What the account may do with the device. */
  access(device: SimDevice, account: Account): Access {
    return this.#grants.of(device, account);
  }

  /** The devices an account may see, in a steady order; do not change the list. */
  visibleTo(account: Account): readonly SimDevice[] {
    let visible = this.#visible.get(account.id);
    if (!visible) {
      visible = this.all().filter((device) => this.access(device, account) !== 'none');
      this.#visible.set(account.id, visible);
    }
    return visible;
  }

  /** The devices of a workspace; do not change the list. */
  inWorkspace(id: string): readonly SimDevice[] {
    if (!this.#byWorkspace) {
      this.#byWorkspace = new Map();
      for (const device of this.#devices.values()) {
        if (device.workspaceId === undefined) continue;
        const beside = this.#byWorkspace.get(device.workspaceId);
        if (beside) beside.push(device);
        else this.#byWorkspace.set(device.workspaceId, [device]);
      }
    }
    return this.#byWorkspace.get(id) ?? [];
  }

  /** A new device, at the end of the lists. */
  add(device: SimDevice): void {
    this.#devices.set(device.id, device);
    this.#moved(device.id);
  }

  /** Gives the device another name. False when there is no such device. */
  rename(id: string, displayName: string): boolean {
    const device = this.#devices.get(id);
    if (!device) return false;
    device.displayName = displayName;
    this.#changed(id);
    return true;
  }

  /** Puts the device elsewhere, such as into the workspace of another. False when there is no such device. */
  move(id: string, to: Partial<Pick<SimDevice, 'workspaceId' | 'locationId' | 'locationName'>>): boolean {
    const device = this.#devices.get(id);
    if (!device) return false;
    Object.assign(device, to, to.workspaceId !== undefined && { personId: undefined });
    this.#moved(id);
    return true;
  }

  /** Gives the device of a workspace to a person. */
  personalise(device: SimDevice, personId: string): void {
    device.personId = personId;
    device.workspaceId = undefined;
    this.#moved(device.id);
  }

  /** Sets who may do what with the devices of a workspace; for a personal device give the device's own id. */
  grant(placeId: string, accountId: string, access: Access): void {
    this.#grants.set(placeId, accountId, access);
    this.#visible.clear();
  }

  /** The device's live half; undefined when there is no such device. */
  live(id: string): LiveDevice | undefined {
    const found = this.#live.get(id);
    const device = this.#devices.get(id);
    if (found || !device) return found;
    const live = new LiveDevice(device, this.#host);
    this.#live.set(id, live);
    return live;
  }

  /** What the side panel shows of a device; undefined when there is no such device. */
  state(id: string): LiveState | undefined {
    const live = this.live(id);
    return live && describeLive(live);
  }

  /** Tells about every change of a device, once a turn of the event loop. Returns a function that stops it. */
  onChange(listener: (deviceId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Pulls the plug or puts it in again. False when there is no such device. */
  setConnection(id: string, status: ConnectionStatus): boolean {
    const live = this.live(id);
    if (!live) return false;
    const back = !isReachable(live.device);
    if (!isReachable({ ...live.device, connectionStatus: status })) goDown(live);
    else if (back && live.goingDown) {
      live.cancel('power');
      live.bootedAt = this.now();
    }
    live.goingDown = false;
    this.#setConnection(id, status);
    return true;
  }

  /** Sets statuses by hand. False when there is no such device; ApiError 400 when its schema does not know them. */
  setStatus(id: string, statuses: Readonly<Record<string, Scalar>>): boolean {
    const live = this.live(id);
    if (live) setByHand(live, statuses);
    return live !== undefined;
  }

  /** Begins a call, or ends all. False when there is no such device. */
  setInCall(id: string, inCall: boolean): boolean {
    const live = this.live(id);
    if (!live) return false;
    if (!inCall) hangUpAll(live);
    else if (live.calls.length === 0 && live.device.product.traits.has('codec')) {
      ringIn(live, { number: 'guest@example.com', displayName: 'Guest', minutes: 0 });
    }
    return true;
  }

  /** A connected device complains of that, or of nothing. False when there is no such device. */
  setErrorCodes(id: string, errorCodes: string[]): boolean {
    const device = this.#devices.get(id);
    if (!device) return false;
    device.errorCodes = errorCodes;
    if (isReachable(device)) device.connectionStatus = errorCodes.length > 0 ? 'connected_with_issues' : 'connected';
    this.#changed(id);
    return true;
  }

  setTags(device: SimDevice, tags: string[]): void {
    device.tags = tags;
    this.#changed(device.id);
  }

  /** Takes a device out of the organisation. False when there is no such device. */
  remove(id: string): boolean {
    this.#live.get(id)?.cancelAll();
    this.#live.delete(id);
    const gone = this.#devices.delete(id);
    if (gone) this.#moved(id);
    return gone;
  }

  /** Waits, but no longer than the fleet lives. */
  sleep(ms: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#sleepers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms).unref();
      this.#sleepers.add(done);
    });
  }

  /** Ends all timers and wakes whoever waits. */
  close(): void {
    this.#closed = true;
    for (const live of this.#live.values()) live.cancelAll();
    for (const wake of [...this.#sleepers]) wake();
    this.#listeners.clear();
  }

  #setConnection(id: string, status: ConnectionStatus): void {
    const device = this.#devices.get(id);
    if (!device) return;
    if (isReachable(device)) device.lastSeen = new Date(this.now()).toISOString();
    device.connectionStatus = status;
    this.#changed(id);
  }

  #moved(id: string): void {
    this.#visible.clear();
    this.#byWorkspace = undefined;
    this.#changed(id);
  }

  /** One command sets many statuses: listeners hear of the device once. */
  #changed(id: string): void {
    if (this.#listeners.size === 0) return;
    if (this.#pending.size === 0) queueMicrotask(() => this.#tell());
    this.#pending.add(id);
  }

  #tell(): void {
    const changed = this.#pending;
    this.#pending = new Set();
    for (const id of changed) for (const listener of this.#listeners) listener(id);
  }
}
