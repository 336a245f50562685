import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Vocabulary } from '#intent/bare-path.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { statusOf } from '#lib/status.ts';
import type { Device } from '#webex/devices.ts';
import type { Webex } from '#webex/index.ts';
import { type Catalogue, createCatalogue } from './catalogue.ts';
import { conditionOf } from './condition.ts';

/** The schemas of the granted devices, one for each product and software. */
export interface Catalogues {
  /** What this device understands; undefined when Webex does not say, which keeps nobody from working. */
  of(device: Device): Promise<Catalogue | undefined>;
  /** Those at hand, without asking anybody. */
  known(): readonly Catalogue[];
  /** What words that name no device can mean, as far as it is at hand. */
  vocabulary: Vocabulary;
  /** Fetches what is missing or old for these devices, in the background of everything else. Never throws. */
  warm(devices: readonly Device[]): Promise<void>;
}

/** Where schemas outlive a restart. */
interface Kept {
  get(kind: string): Promise<{ fetchedAt: number; json: string } | undefined>;
  put(kind: string, json: string): Promise<void>;
}

interface CataloguesOptions {
  xapi: Pick<Webex['xapi'], 'schema'>;
  kept: Kept;
  clock: Clock;
  log: Logger;
}

const HOUR = 3_600_000;
/** One software has one schema; it is asked for again in case it was cut short or a licence came. */
const OLD_MS = 24 * HOUR;
/** Without the scope for schemas each command would cost a call in vain. */
const REFUSED_MS = HOUR / 6;
const AWAY_MS = HOUR / 60;
/** A fleet has some twenty kinds of devices at a time; one takes about 1 MB. */
const MOST_KINDS = 24;
const MOST_BYTES = 32 * 1024 * 1024;
/** GET /xapi/schema takes five devices. */
const AT_ONCE = 5;

const Source = z.object({
  commands: z.record(z.string(), z.object({ arguments: z.unknown(), bodySchema: z.unknown() }).partial()),
  status: z.record(z.string(), z.unknown()),
});
type Source = z.infer<typeof Source>;

/** Keeps schemas in memory and in the store, bounded in both. Several callers of one kind share one request. */
export function createCatalogues({ xapi, kept, clock, log }: CataloguesOptions): Catalogues {
  const memory = new LRUCache<string, { catalogue: Catalogue; fetchedAt: number }>({
    max: MOST_KINDS,
    maxSize: MOST_BYTES,
    sizeCalculation: ({ catalogue }) => catalogue.bytes + 1,
  });
  const loading = new Map<string, Promise<Catalogue | undefined>>();
  const failedUntil = new LRUCache<string, number>({ max: 1_000 });

  const keep = (kind: string, device: Device, source: Source, fetchedAt: number): Catalogue => {
    const catalogue = createCatalogue(device.product, source);
    memory.set(kind, { catalogue, fetchedAt });
    return catalogue;
  };

  async function fromStore(kind: string, device: Device): Promise<Catalogue | undefined> {
    try {
      const row = await kept.get(kind);
      if (!row) return undefined;
      return keep(kind, device, Source.parse(JSON.parse(row.json)), row.fetchedAt);
    } catch (error) {
      log.warn({ kind, err: error }, 'a kept schema could not be read');
      return undefined;
    }
  }

  async function fromWebex(devices: ReadonlyMap<string, Device>): Promise<void> {
    const kinds = [...devices].filter(([kind]) => (failedUntil.get(kind) ?? 0) <= clock.now());
    for (let at = 0; at < kinds.length; at += AT_ONCE) await fetch(kinds.slice(at, at + AT_ONCE));
  }

  async function fetch(kinds: [string, Device][]): Promise<void> {
    const fail = (kind: string, ms: number) => failedUntil.set(kind, clock.now() + ms);
    try {
      const answers = await xapi.schema(kinds.map(([, { id }]) => id));
      for (const [kind, device] of kinds) {
        const answer =
          answers.find(({ deviceId }) => deviceId === device.id) ?? (kinds.length === 1 ? answers[0] : undefined);
        // A device that knows no command at all did not answer: everything would be "unknown command" for a day.
        if (!answer || Object.keys(answer.commands).length === 0) {
          fail(kind, AWAY_MS);
          continue;
        }
        const source = { commands: answer.commands, status: answer.status };
        keep(kind, device, source, clock.now());
        const json = JSON.stringify(source, (key, value) => (key === 'resultSchema' ? undefined : value));
        await kept.put(kind, json).catch((error) => log.warn({ kind, err: error }, 'a schema could not be kept'));
      }
    } catch (error) {
      // One device that is gone or may not be asked must not hide the others' schemas.
      if (kinds.length > 1) {
        for (const one of kinds) await fetch([one]);
        return;
      }
      const [[kind] = ['']] = kinds;
      log.warn({ kind, err: error }, 'schema of a device did not come');
      fail(kind, isRefused(error) ? REFUSED_MS : AWAY_MS);
    }
  }

  async function load(kind: string, device: Device): Promise<Catalogue | undefined> {
    const stored = await fromStore(kind, device);
    if (stored) return stored;
    await fromWebex(new Map([[kind, device]]));
    return memory.get(kind)?.catalogue;
  }

  const renew = (kind: string, device: Device): void => {
    const known = memory.get(kind);
    if (!known || clock.now() - known.fetchedAt < OLD_MS) return;
    // Once a minute at most, whether it comes or not; meanwhile the old one serves.
    memory.set(kind, { ...known, fetchedAt: clock.now() - OLD_MS + AWAY_MS });
    void fromWebex(new Map([[kind, device]]));
  };

  async function of(device: Device): Promise<Catalogue | undefined> {
    const kind = kindOf(device);
    const known = memory.get(kind);
    if (known) {
      renew(kind, device);
      return known.catalogue;
    }
    const shared = loading.get(kind) ?? load(kind, device).finally(() => loading.delete(kind));
    loading.set(kind, shared);
    return shared;
  }

  const known = (): Catalogue[] => [...memory.values()].map(({ catalogue }) => catalogue);

  return {
    of,
    known,

    vocabulary: {
      command(name) {
        for (const catalogue of known()) {
          const command = catalogue.command(name);
          if (command) return command.arguments;
        }
        return undefined;
      },
      status: (path) => known().some((catalogue) => catalogue.status(path) !== undefined),
      isFamily: (word) => known().some((catalogue) => catalogue.isFamily(word)),
    },

    async warm(devices) {
      const missing = new Map<string, Device>();
      for (const device of devices) {
        const kind = kindOf(device);
        if (memory.has(kind) || missing.has(kind) || !conditionOf(device).isOnline) continue;
        if (await fromStore(kind, device)) renew(kind, device);
        else missing.set(kind, device);
      }
      await fromWebex(missing);
    },
  };
}

/** A device that does not tell its software is a kind of its own. */
const kindOf = ({ id, product, software }: Device): string => `${product}|${software ?? id}`;

const isRefused = (error: unknown): boolean => [403, 404].includes(statusOf(error) ?? 0);
