interface Bucket {
  tokens: number;
  at: number;
}

/** A bucket a key: full at first, refilled evenly, one token a request. */
export class TokenBuckets {
  readonly #perSecond: number;
  readonly #size: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perSecond: number, size: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#size = size;
    this.#now = now;
  }

  /** Takes a token; or says in how many whole seconds (1 to 60) there will be one. */
  take(key: string): number | undefined {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: this.#size, at: now };
    this.#buckets.set(key, bucket);
    bucket.tokens = Math.min(this.#size, bucket.tokens + (Math.max(0, now - bucket.at) / 1_000) * this.#perSecond);
    bucket.at = now;
    if (bucket.tokens < 1) return Math.min(60, Math.max(1, Math.ceil((1 - bucket.tokens) / this.#perSecond)));
    bucket.tokens -= 1;
    return undefined;
  }
}
