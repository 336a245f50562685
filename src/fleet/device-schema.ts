import { LRUCache } from 'lru-cache';
import type { ArgumentSchemas } from '#intent/coerce.ts';
import type { Logger } from '#lib/log.ts';
import { nearest } from '#lib/nearest.ts';
import type { Device } from '#webex/devices.ts';
import type { Webex } from '#webex/index.ts';

/** What a device says a command takes. */
export interface CommandSchema {
  /** The command's name in the device's own spelling. */
  name: string;
  arguments: ArgumentSchemas;
  takesBody: boolean;
}

export interface DeviceSchemas {
  /** The schema of one command on a device; `unavailable` when Webex does not give it, which keeps nobody from working. */
  command(name: string, device: Device): Promise<CommandSchema | 'unknown' | 'unavailable'>;
  /** The paths of this device nearest to `path`, best first; none when its schema does not come. */
  nearest(path: string, kind: 'command' | 'status', device: Device): Promise<string[]>;
}

const HOUR = 3_600_000;
/** A command that is not in a schema may come with the next answer. */
const MINUTE = 60_000;

/** Devices of one product and software have one schema: what was asked once serves all of them for an hour. */
export function createDeviceSchemas({
  xapi,
  log,
}: {
  xapi: Pick<Webex['xapi'], 'schema'>;
  log: Logger;
}): DeviceSchemas {
  const commands = new LRUCache<string, CommandSchema | 'unknown'>({ max: 2000, ttl: HOUR });
  const paths = new LRUCache<string, string[]>({ max: 16, ttl: HOUR });
  const kindOf = (device: Device): string => `${device.product}|${device.software ?? device.id}`;

  return {
    async command(name, device) {
      const key = `${kindOf(device)}|${name.toLowerCase()}`;
      const cached = commands.get(key);
      if (cached !== undefined) return cached;
      try {
        const [schema] = await xapi.schema([device.id], { command: [name] });
        if (!schema) return 'unavailable';
        const found = Object.entries(schema.commands).find(([path]) => path.toLowerCase() === name.toLowerCase());
        const known = found
          ? { name: found[0], arguments: found[1].arguments ?? {}, takesBody: found[1].bodySchema !== undefined }
          : 'unknown';
        commands.set(key, known, { ttl: known === 'unknown' ? MINUTE : HOUR });
        return known;
      } catch (error) {
        log.warn({ deviceId: device.id, err: error }, 'schema of a device did not come');
        return 'unavailable';
      }
    },

    async nearest(path, kind, device) {
      const key = `${kindOf(device)}|${kind}`;
      let known = paths.get(key);
      if (!known) {
        try {
          const [schema] = await xapi.schema([device.id], { [kind]: ['*'] });
          const names = Object.keys((kind === 'command' ? schema?.commands : schema?.status) ?? {});
          known = [...new Set(names.map((name) => name.replaceAll('[1..n]', '[*]')))];
          paths.set(key, known);
        } catch (error) {
          log.warn({ deviceId: device.id, err: error }, 'schema of a device did not come');
          return [];
        }
      }
      return nearest(path, known, { max: 3 });
    },
  };
}
