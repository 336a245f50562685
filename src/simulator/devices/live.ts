import type { Schema } from '../xapi/schema/index.ts';
import type { SchemaSource } from '../xapi/source.ts';
import { type ActiveCall, type PastCall, ringIn } from './calls.ts';
import type { SimDevice } from './device.ts';
import { diagnosticsOf, type Seeding, vary } from './seeds.ts';
import { DeviceState } from './state.ts';

/** How long things take in the simulation, in milliseconds. */
export interface Durations {
  /** From a restart's answer until the device is gone. */
  dropMs: number;
  /** From there until it is back. */
  bootMs: number;
  /** From dialling to connected. */
  dialMs: number;
  /** How long a call to a device out of reach waits for its error. */
  unreachableMs: number;
}

/** What the parts of a live device need of the fleet. */
export interface Host {
  readonly durations: Durations;
  readonly source: SchemaSource;
  /** Milliseconds since the epoch. */
  now(): number;
  changed(deviceId: string): void;
  setConnection(deviceId: string, status: SimDevice['connectionStatus']): void;
  remove(deviceId: string): void;
}

/** What is drawn over the screen of the room; not part of the statuses of RoomOS. */
export interface Screen {
  alert?: { title: string; text: string };
  prompt?: { title: string; text: string; options: string[]; feedbackId: string };
  textLine?: string;
}

export interface Macro {
  active: boolean;
  content: string;
}

export interface Booking {
  id: string;
  title: string;
  organizer: string;
  /** Milliseconds since the epoch. */
  start: number;
  end: number;
  number: string;
}

/** What a timer of Node bears; a longer one would end at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** A device that somebody has touched: statuses, calls, screen, timers. Made on first touch, as most never are. */
export class LiveDevice {
  readonly device: SimDevice;
  readonly host: Host;
  readonly schema: Schema;
  readonly state: DeviceState<Seeding>;
  readonly screen: Screen = {};
  readonly calls: ActiveCall[] = [];
  readonly history: PastCall[] = [];
  readonly macros = new Map<string, Macro>();
  /** Panels of the user interface: id → XML. */
  readonly panels = new Map<string, string>();
  /** Camera presets: id → name and position. */
  readonly presets = new Map<number, { name: string; pan: number; tilt: number; zoom: number }>();
  bookings: Booking[] | undefined;
  bootedAt: number;
  /** A restart or reset is under way. */
  goingDown = false;
  /** What waits for the last call to end. */
  whenIdle: (() => void) | undefined;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(device: SimDevice, host: Host) {
    this.device = device;
    this.host = host;
    this.bootedAt = host.now() - 1000 * vary(device, 0, 3_600, 40 * 86_400);
    const context: Seeding = {
      device,
      now: host.now,
      bootedAt: () => this.bootedAt,
      status: (path) => this.state.get(path) ?? '',
    };
    this.schema = host.source.schemaOf(device.product);
    this.state = new DeviceState(host.source.statusesOf(device.product), context, () => host.changed(device.id));
    this.state.setAll({ ...diagnosticsOf(device), ...device.shape?.statuses });
    if (device.shape?.call) ringIn(this, device.shape.call);
  }

  /** Runs `task` after `ms`; a later one under the same name takes its place. Does not keep the process alive. */
  after(name: string, ms: number, task: () => void): void {
    this.cancel(name);
    const timer = setTimeout(
      () => {
        this.#timers.delete(name);
        task();
      },
      Math.min(ms, LONGEST_MS),
    );
    this.#timers.set(name, timer.unref());
  }

  cancel(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  cancelAll(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Tells the listeners that something other than a status changed. */
  changed(): void {
    this.host.changed(this.device.id);
  }
}
