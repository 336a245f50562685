import { parseArgs } from 'node:util';
import { z } from 'zod';
import { USUAL_CALLBACK } from './bot-env.ts';
import { FaultRule } from './faults.ts';
import type { SimulatorOptions } from './server.ts';

export type CliOptions = Pick<
  SimulatorOptions,
  'port' | 'devices' | 'seed' | 'faults' | 'rateLimit' | 'offline' | 'redirectUris'
> & {
  schema?: string;
  /** Where the settings of a bot on it are written. */
  env?: string;
};

const OPTIONS = {
  port: { type: 'string' },
  devices: { type: 'string' },
  seed: { type: 'string' },
  /** Milliseconds that every answer of the API waits. */
  latency: { type: 'string' },
  /** Requests a second that a token may make for one resource; more get a 429. */
  'rate-limit': { type: 'string' },
  /** The part of the requests that answer 503, 0 to 1. */
  errors: { type: 'string' },
  /** The part of the requests whose connection is cut, 0 to 1. */
  drops: { type: 'string' },
  /** How many devices are offline beside those that always are. */
  offline: { type: 'string' },
  /** A file in the public RoomOS format that says what the devices understand. */
  schema: { type: 'string' },
  /** Where logins may lead back to; may be repeated. */
  'redirect-uri': { type: 'string', multiple: true },
  /** A file that gets the settings of a bot on it, as lines of NAME=value. */
  env: { type: 'string' },
  /** A fault rule as JSON, as the control endpoint takes it; may be repeated. */
  fault: { type: 'string', multiple: true },
} as const;

/** Reads the flags of `npm run simulator`. Throws an Error with one sentence for a person. */
export function parseOptions(args: string[]): CliOptions {
  const flags = read(args);
  const faults = (flags.fault ?? []).map(ruleOf);
  const latency = numberOf('latency', flags.latency, 600_000);
  const errors = shareOf('errors', flags.errors);
  const drops = shareOf('drops', flags.drops);
  if (latency) faults.push({ effect: 'latency', ms: latency });
  if (errors) faults.push({ effect: 'status', status: 503, probability: errors });
  if (drops) faults.push({ effect: 'drop', probability: drops });
  const perSecond = numberOf('rate-limit', flags['rate-limit'], 1_000_000);
  if (perSecond === 0) throw new Error('--rate-limit must be at least 1.');
  if (flags.schema === '') throw new Error('--schema must name a file.');
  if (flags.env === '') throw new Error('--env must name a file.');
  const redirectUris = flags['redirect-uri'] ?? (flags.env === undefined ? [] : [USUAL_CALLBACK]);
  for (const uri of redirectUris)
    if (!/^https?:\/\//i.test(uri) || !URL.canParse(uri))
      throw new Error(`--redirect-uri must be an http or https address, not "${uri}".`);
  return {
    redirectUris,
    schema: flags.schema,
    env: flags.env,
    port: numberOf('port', flags.port, 65_535),
    devices: numberOf('devices', flags.devices, 100_000),
    seed: numberOf('seed', flags.seed, 4_294_967_295),
    offline: numberOf('offline', flags.offline, 100_000),
    faults,
    ...(perSecond ? { rateLimit: { perSecond } } : {}),
  };
}

function read(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    // Node adds advice on further lines; the first one says what is wrong.
    const [first = 'Wrong flags.'] = (error instanceof Error ? error.message : String(error)).split('\n');
    const known = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new Error(`${first} The flags are ${known.join(', ')}.`, { cause: error });
  }
}

function numberOf(flag: string, given: string | undefined, most: number): number | undefined {
  if (given === undefined) return undefined;
  if (!/^\d{1,10}$/.test(given) || Number(given) > most)
    throw new Error(`--${flag} must be a whole number from 0 to ${most}, not "${given}".`);
  return Number(given);
}

function shareOf(flag: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (!/^(0|1|0?\.\d+)$/.test(given)) throw new Error(`--${flag} must be a number from 0 to 1, not "${given}".`);
  return Number(given);
}

function ruleOf(given: string): FaultRule {
  let rule: unknown;
  try {
    rule = JSON.parse(given);
  } catch (error) {
    throw new Error(`--fault must be a JSON object, not ${given}`, { cause: error });
  }
  const parsed = FaultRule.safeParse(rule);
  if (parsed.success) return parsed.data;
  throw new Error(`--fault is not a fault rule: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`);
}
