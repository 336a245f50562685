import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { seededRandom } from './random.ts';
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
   * `malformed` breaks the answer's JSON off in the middle.
   */
  effect: z.enum(['latency', 'status', 'drop', 'hang', 'malformed']),
  /** Milliseconds of `latency`. */
  ms: z.number().min(0).max(600_000).default(1_000),
  /** The status of `status`. */
  status: z.int().min(400).max(599).default(503),
  /** Seconds for the Retry-After header of `status`; left out, there is none. */
  retryAfter: z.number().min(0).optional(),
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
});
export type RateLimit = z.infer<typeof RateLimit>;

export type ActiveFault = z.output<typeof FaultRule> & { id: string; hits: number };

/** The faults that are on, and the rate limit. */
export class Faults {
  readonly #rules = new Map<string, ActiveFault>();
  /** Requests that wait, by the id of their fault. */
  readonly #pauses = new Map<AbortController, string>();
  readonly #random: () => number;
  readonly #now: () => number;
  #limit: RateLimit | undefined;
  #buckets: TokenBuckets | undefined;

  constructor(seed: number, now: () => number) {
    this.#random = seededRandom(seed);
    this.#now = now;
  }

  /** Switches a fault on. Throws a ZodError when the rule makes no sense. */
  add(rule: FaultRule): ActiveFault {
    const fault = { ...FaultRule.parse(rule), id: randomUUID(), hits: 0 };
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

  get rateLimit(): RateLimit | undefined {
    return this.#limit;
  }

  /** Sets the rate limit with full buckets, or lifts it. */
  limit(limit: RateLimit | undefined): void {
    this.#limit = limit;
    this.#buckets = limit && new TokenBuckets(limit.perSecond, limit.burst ?? Math.max(1, limit.perSecond), this.#now);
  }

  /** Seconds to wait, when the token asked too fast for this resource; undefined when it may go on. */
  secondsToWait(token: string, path: string): number | undefined {
    return this.#buckets?.take(`${token} ${path.split('/', 2)[1] ?? ''}`);
  }

  /** The faults that this request meets; each is counted. */
  meet(method: string, path: string): ActiveFault[] {
    if (this.#rules.size === 0) return [];
    return this.list().filter((fault) => {
      if ((fault.method ?? method) !== method || !matches(fault.path, path)) return false;
      if (fault.probability < 1 && this.#random() >= fault.probability) return false;
      fault.hits += 1;
      if (fault.hits === fault.times) this.#rules.delete(fault.id);
      return true;
    });
  }
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
