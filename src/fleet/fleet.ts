import { LRUCache } from 'lru-cache';
import type { Clock } from '#lib/clock.ts';
import { statusOf } from '#lib/status.ts';
import type { Device } from '#webex/devices.ts';
import type { Webex } from '#webex/index.ts';
import type { Location } from '#webex/locations.ts';
import { matchDevices } from './match.ts';
import { nothingLike } from './meant.ts';
import { AmbiguousDevice, noDevices, noSuchDevice, notOne, notSaid, oneAtATime, vanished } from './problems.ts';
import { filtersIn, select } from './select.ts';
import { selected } from './selection.ts';

/** How long a list of all devices serves to find names in: what is true of one device is asked of Webex anew. */
const LIST_MS = 60_000;
/** How long one device's record serves, so that a click and its plan ask once. */
const DEVICE_MS = 3_000;
/** Words that mean all devices are no part of a name. */
const EVERYTHING = /^(all|everything|every device|all devices|\*)$/i;
const LOCATIONS_MS = 10 * 60_000;

/** The devices this bot was granted, and how people name them. */
export interface Fleet {
  /** All devices, from a list at most a minute old; `isFresh`: some seconds. */
  list(how?: { isFresh?: boolean }): Promise<Device[]>;
  /**
   * The one device that `phrase` names, with its state of now: by its name, a part of it, its IP address, serial number or
   * MAC address, by `tag:lobby` and the like when only one is left, or by `id:<deviceId>`.
   * Without a phrase: `fallbackId`, the space's own device, or the only device there is.
   * Throws AmbiguousDevice when several match, a Problem when none does.
   */
  one(phrase: string | undefined, fallbackId?: string): Promise<Device>;
  /**
   * The devices that `phrase` names, one or many, from a list at most some seconds old: see `selection.ts`.
   * Throws like `one`.
   */
  many(phrase: string): Promise<Device[]>;
  /** Forgets what is known of a device, after a change or a failure; without an id, of every device. */
  forget(deviceId?: string): void;
  /** Forgets the list as well: devices were tagged, added or taken away, which their list tells of. */
  relist(): void;
  /** Location names by id; empty when Webex does not tell a bot. */
  locations(): Promise<Map<string, Location>>;
}

/** The fleet of the bot itself. */
export interface WholeFleet extends Fleet {
  /** The same for somebody who sees only some devices: for them the others are not there. */
  within(sees: Sees): Fleet;
  /** All devices by their ids, from a list at most a minute old; `isNew`: from one that begins now. Held once, whoever asks. */
  byId(how?: { isNew?: boolean }): Promise<ReadonlyMap<string, Device>>;
}

interface Listed {
  at: number;
  devices: Promise<Device[]>;
  byId?: Promise<ReadonlyMap<string, Device>>;
}

export type Sees = (device: Device) => boolean;

/** Keeps names for a minute and states for seconds. `webex` is asked for nothing before somebody asks. */
export function createFleet({
  webex,
  clock,
}: {
  webex: Pick<Webex, 'devices' | 'locations'>;
  clock: Clock;
}): WholeFleet {
  let listed: Listed | undefined;
  /** Being read. */
  let coming: Listed | undefined;
  let located: { at: number; names: Promise<Map<string, Location>> } | undefined;
  const records = new LRUCache<string, { at: number; device: Device }>({ max: 500 });

  const listOf = (maxAge: number, known = [coming, listed]): Listed => {
    const good = known.find((one) => one && clock.now() - one.at <= maxAge);
    if (good) return good;
    const list: Listed = { at: clock.now(), devices: webex.devices.list() };
    coming = list;
    const isOver = (next: Listed | undefined) => {
      if (coming !== list) return;
      coming = undefined;
      listed = next;
    };
    // A failed list is not kept: the next question asks again.
    list.devices.then(
      () => isOver(list),
      () => isOver(listed),
    );
    return list;
  };
  const list = (maxAge = LIST_MS): Promise<Device[]> => listOf(maxAge).devices;

  const listedById = (isNew: boolean): Promise<ReadonlyMap<string, Device>> => {
    // Asked for one device after the other: whoever an older list serves does not wait for the new one.
    const one = listOf(LIST_MS, isNew ? [] : [listed, coming]);
    one.byId ??= one.devices.then(byId);
    return one.byId;
  };

  const relist = () => {
    listed = undefined;
    coming = undefined;
  };

  const get = async (deviceId: string, name?: string): Promise<Device> => {
    const known = records.get(deviceId);
    if (known && clock.now() - known.at <= DEVICE_MS) return known.device;
    try {
      const device = await webex.devices.get(deviceId);
      records.set(deviceId, { at: clock.now(), device });
      return device;
    } catch (error) {
      if (isNotFound(error)) {
        relist();
        throw vanished(name);
      }
      throw error;
    }
  };

  const locations = (): Promise<Map<string, Location>> => {
    if (!located || clock.now() - located.at > LOCATIONS_MS) {
      const names = webex.locations.list().then(byId, (error: unknown) => {
        // 403 and 404 are Webex's answer for a bot that may not; anything else passes, so it is not kept.
        if (!isForbidden(error)) located = undefined;
        return new Map<string, Location>();
      });
      located = { at: clock.now(), names };
    }
    return located.names;
  };

  const view = (sees: Sees): Fleet => ({
    list: async ({ isFresh = false } = {}) => (await list(isFresh ? DEVICE_MS : LIST_MS)).filter(sees),

    async one(phrase, fallbackId) {
      const seen = async (maxAge?: number) => (await list(maxAge)).filter(sees);
      const fresh = async (deviceId: string, name?: string): Promise<Device> => {
        const device = await get(deviceId, name);
        if (!sees(device)) throw vanished(name);
        return device;
      };
      if (phrase === undefined) {
        if (fallbackId !== undefined) return fresh(fallbackId);
        const devices = await seen();
        const only = devices[0];
        if (!only) throw noDevices();
        if (devices.length > 1) throw notSaid(devices);
        return fresh(only.id, only.displayName);
      }
      if (phrase.startsWith('id:')) return fresh(phrase.slice(3));
      if (EVERYTHING.test(phrase.trim())) throw oneAtATime();
      let matches = matchDevices(phrase, await seen());
      const filters = matches.length === 0 ? filtersIn(phrase) : undefined;
      // A name that is not in the list may be new: look once more before saying no.
      if (matches.length === 0 && !filters) matches = matchDevices(phrase, await seen(DEVICE_MS));
      if (filters) {
        const [all, places] = [await seen(), await locations()];
        const devices = select(all, '', filters, places);
        const [only, another] = devices;
        if (!only) throw nothingLike(phrase, filters, all, places);
        if (another) throw notOne(phrase, devices);
        return fresh(only.id, only.displayName);
      }
      const [first, second] = matches;
      if (!first) throw noSuchDevice(phrase, await seen());
      if (second) throw new AmbiguousDevice(phrase, matches);
      return fresh(first.id, first.displayName);
    },

    many: async (phrase) => selected(phrase, (await list(DEVICE_MS)).filter(sees), locations),

    forget: (deviceId) => {
      if (deviceId === undefined) records.clear();
      else records.delete(deviceId);
    },

    relist: () => {
      relist();
      records.clear();
    },

    locations,
  });
  return {
    ...view(() => true),
    within: view,
    byId: ({ isNew = false } = {}) => listedById(isNew),
  };
}

const byId = <Row extends { id: string }>(rows: readonly Row[]) => new Map(rows.map((row) => [row.id, row]));

function isForbidden(error: unknown): boolean {
  return [403, 404].includes(statusOf(error) ?? 0);
}

function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}
