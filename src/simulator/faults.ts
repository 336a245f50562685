import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { seededRandom } from './random.ts';
import { isAmong, SomeDevices } from './share.ts';
import { TokenBuckets } from './token-buckets.ts';

/** Something that goes wrong on purpose. Without `method` and `path` it concerns every request of the API. */
export const FaultRule = z.strictObject({
  method: z
    .string()
    .transform((method) => method.toUpperCase())
    .optional(),
  /** The beginning of the path after `/v1`, such as `/messages`, or a regular expression as `^/devices/[^/]+$`. */
  path: z.string().refine(isPattern, { message: 'is no regular expression' }).optional(),
  /**
   * `latency` answers after `ms`; `status` answers `status`; `drop` cuts the connection; `hang` never answers;
   * `malformed` breaks the answer's JSON off in the middle; `html` answers a page with status 200, as a proxy may.
   */
  effect: z.enum(['latency', 'status', 'drop', 'hang', 'malformed', 'html']),
  /** Only requests about these devices, by `deviceId` of the query or the path `/devices/{deviceId}`. */
  devices: SomeDevices.optional(),
  /** Milliseconds of `latency`. */
  ms: z.number().min(0).max(600_000).default(1_000),
  /** The status of `status`. */
  status: z.int().min(400).max(599).default(503),
  /** Seconds for the Retry-After header of `status`; left out, there is none. */
  retryAfter: z.number().min(0).optional(),
  /** How many requests that match are let through first. */
  skip: z.int().min(0).default(0),
  /** How often it happens before the rule is used up; left out, for ever. */
  times: z.int().min(1).optional(),
  /** How likely it is for each request that matches. */
  probability: z.number().min(0).max(1).default(1),
  /** The request is carried out and only its answer is spoilt: the caller can't know what happened. */
  after: z.boolean().default(false),
});
export type FaultRule = z.input<typeof FaultRule>;

/** How fast one token may ask for one resource (the first part of the path). */
export const RateLimit = z.strictObject({
  perSecond: z.number().positive(),
  /** How many at once; left out, one second's worth. */
  burst: z.number().min(1).optional(),
  /** Only this resource, such as `deviceConfigurations`; beside the limit of all others. */
  resource: z
    .string()
    .regex(/^[A-Za-z]+$/)
    .optional(),
});
export type RateLimit = z.infer<typeof RateLimit>;

/** `passed` counts the requests that were let through first. */
export type ActiveFault = z.output<typeof FaultRule> & { id: string; hits: number; passed: number };

/** The name of the limit of all resources: none of them is called so. */
const ALL = '';

/** The faults that are on, and the rate limits. */
export class Faults {
  readonly #rules = new Map<string, ActiveFault>();
  /** Requests that wait, by the id of their fault. */
  readonly #pauses = new Map<AbortController, string>();
  readonly #random: () => number;
  readonly #now: () => number;
  readonly #limits = new Map<string, { limit: RateLimit; buckets: TokenBuckets }>();

  constructor(seed: number, now: () => number) {
    this.#random = seededRandom(seed);
    this.#now = now;
  }

  /** Switches a fault on. Throws a ZodError when the rule makes no sense. */
  add(rule: FaultRule): ActiveFault {
    const fault = { ...FaultRule.parse(rule), id: randomUUID(), hits: 0, passed: 0 };
    this.#rules.set(fault.id, fault);
    return fault;
  }

  list(): ActiveFault[] {
    return [...this.#rules.values()];
  }

  /** Switches one fault off, or all of them; requests that wait because of it go on. The rate limit stays. */
  clear(id?: string): void {
    for (const [pause, of] of this.#pauses) if (id === undefined || of === id) pause.abort();
    if (id === undefined) this.#rules.clear();
    else this.#rules.delete(id);
  }

  /** Lets a request wait, until the fault is switched off at the latest. */
  async pause({ id, ms }: ActiveFault): Promise<void> {
    const over = new AbortController();
    this.#pauses.set(over, id);
    await sleep(ms, undefined, { signal: over.signal }).catch(() => undefined);
    this.#pauses.delete(over);
  }

  /** The limit of every resource that has none of its own. */
  get rateLimit(): RateLimit | undefined {
    return this.#limits.get(ALL)?.limit;
  }

  /** The limits of single resources. */
  get resourceLimits(): RateLimit[] {
    return [...this.#limits.values()].flatMap(({ limit }) => (limit.resource === undefined ? [] : [limit]));
  }

  /** Sets a rate limit with full buckets, or lifts all of them. */
  limit(limit: RateLimit | undefined): void {
    if (!limit) {
      this.#limits.clear();
      return;
    }
    const { perSecond, burst = Math.max(1, perSecond), resource = ALL } = limit;
    this.#limits.set(resource, { limit, buckets: new TokenBuckets(perSecond, burst, this.#now) });
  }

  /** Seconds to wait, when the token asked too fast for this resource; undefined when it may go on. */
  secondsToWait(token: string, path: string): number | undefined {
    if (this.#limits.size === 0) return undefined;
    const resource = path.split('/', 2)[1] ?? '';
    return (this.#limits.get(resource) ?? this.#limits.get(ALL))?.buckets.take(`${token} ${resource}`);
  }

  /** The faults that this request meets; each is counted. */
  meet(method: string, path: string, query: Readonly<Record<string, unknown>> = {}): ActiveFault[] {
    if (this.#rules.size === 0) return [];
    return this.list().filter((fault) => {
      if ((fault.method ?? method) !== method || !matches(fault.path, path)) return false;
      if (fault.devices !== undefined && !concerns(fault.devices, path, query)) return false;
      if (fault.passed < fault.skip) {
        fault.passed += 1;
        return false;
      }
      if (fault.probability < 1 && this.#random() >= fault.probability) return false;
      fault.hits += 1;
      if (fault.hits === fault.times) this.#rules.delete(fault.id);
      return true;
    });
  }
}

function concerns(devices: SomeDevices, path: string, query: Readonly<Record<string, unknown>>): boolean {
  const id = query['deviceId'] ?? /^\/devices\/([^/]+)/.exec(path)?.[1];
  return typeof id === 'string' && isAmong(devices, id);
}

const isRegex = (pattern: string) => /[\^$*+?()[\]\\|]/.test(pattern);

function matches(pattern: string | undefined, path: string): boolean {
  if (pattern === undefined || path.startsWith(pattern)) return true;
  return isRegex(pattern) && new RegExp(pattern).test(path);
}

function isPattern(pattern: string): boolean {
  try {
    RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
