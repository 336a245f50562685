import { z } from 'zod';
import { type Call, query, segment } from './call.ts';
import { mergeStatus, type StatusTree } from './merge.ts';

/** What one request of Webex takes at most. */
const NAMES_PER_CALL = 10;
const DEVICES_PER_CALL = 5;

const StatusAnswer = z.object({ result: z.record(z.string(), z.unknown()).catch({}) });
const CommandAnswer = z.object({ result: z.record(z.string(), z.unknown()).catch({}) });

const CommandSchema = z.object({
  /** By argument name; `schema` is a JSON Schema. */
  arguments: z.record(z.string(), z.object({ required: z.boolean().catch(false), schema: z.unknown() })).catch({}),
  resultSchema: z.unknown().optional(),
  bodySchema: z.unknown().optional(),
});

const DeviceSchema = z.object({
  deviceId: z.string(),
  /** By path, such as `Network[1..n].Wifi.Noise`; each a JSON Schema. */
  status: z.record(z.string(), z.unknown()).catch({}),
  commands: z.record(z.string(), CommandSchema).catch({}),
});
type DeviceSchema = z.infer<typeof DeviceSchema>;

/** A command's argument. Repeated arguments are a list; numbers travel unquoted. */
type ArgumentValue = string | number | boolean | (string | number | boolean)[];

/** By argument name, in the device's spelling. */
export type CommandArguments = Record<string, ArgumentValue>;

/** What a device answered, and Webex's tracking id of the call. */
export interface CommandResult {
  result: Record<string, unknown>;
  trackingId: string;
}

interface CommandInput {
  arguments?: CommandArguments;
  /** The part of a multi-line command that comes after its arguments. */
  body?: string | Record<string, unknown>;
}

export interface Xapi {
  /**
   * Status values, nested by path, for any number of expressions such as `Audio.Volume` or `*.Volume`.
   * An unknown path answers with nothing rather than with an error.
   */
  status(deviceId: string, names: string[]): Promise<StatusTree>;
  /**
   * Runs one command, such as `Audio.Volume.Set`. Repeated only after 429 and 423, which say that it was not executed.
   * Throws WebexError whose `outcome` is `unknown` when it may have been executed.
   */
  command(deviceId: string, name: string, input?: CommandInput): Promise<CommandResult>;
  /** What the devices know. Without patterns everything; with any, only the kinds asked for. */
  schema(deviceIds: string[], patterns?: { status?: string[]; command?: string[] }): Promise<DeviceSchema[]>;
}

/** https://developer.webex.com/docs/api/v1/xapi */
export function xapi(call: Call): Xapi {
  return {
    async status(deviceId, names) {
      const parts = await Promise.all(
        chunks(names, NAMES_PER_CALL).map((name) =>
          call({ method: 'GET', path: `/xapi/status${query({ deviceId, name })}` }, StatusAnswer),
        ),
      );
      return parts.map((part) => part.data.result).reduce(mergeStatus, {});
    },
    async command(deviceId, name, input = {}) {
      const json = { deviceId, arguments: input.arguments ?? {}, body: input.body };
      const path = `/xapi/command/${segment(name)}`;
      const answer = await call({ method: 'POST', path, json, repeat: 'not-executed' }, CommandAnswer);
      return { result: answer.data.result, trackingId: answer.trackingId };
    },
    async schema(deviceIds, { status, command } = {}) {
      const parts = await Promise.all(
        chunks(deviceIds, DEVICES_PER_CALL).map((deviceId) =>
          call({ method: 'GET', path: `/xapi/schema${query({ deviceId, status, command })}` }, z.array(DeviceSchema)),
        ),
      );
      return parts.flatMap((part) => part.data);
    },
  };
}

function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
