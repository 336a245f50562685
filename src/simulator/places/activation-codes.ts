import { createHash } from 'node:crypto';

/** A code that adds one device to a workspace or to a person. */
export interface ActivationCode {
  /** 16 digits. */
  readonly code: string;
  readonly workspaceId?: string | undefined;
  readonly personId?: string | undefined;
  /** The phone it is for; left out, it fits RoomOS devices only. */
  readonly model?: string | undefined;
  /** ISO time. */
  readonly expiryTime: string;
}

/** How long a code may be used; this simulator's number. */
const LASTS_MS = 7 * 86_400_000;

/** The codes that were handed out, for whoever wants to see that they were kept secret. */
export class ActivationCodes {
  readonly #seed: number;
  readonly #now: () => number;
  readonly #codes: ActivationCode[] = [];

  constructor(seed: number, now: () => number) {
    this.#seed = seed;
    this.#now = now;
  }

  all(): readonly ActivationCode[] {
    return this.#codes;
  }

  create(target: Pick<ActivationCode, 'workspaceId' | 'personId' | 'model'>): ActivationCode {
    const hash = createHash('sha256').update(`code:${this.#seed}:${this.#codes.length}`).digest();
    const code = {
      ...target,
      code: String(hash.readBigUInt64BE() % 10n ** 16n).padStart(16, '0'),
      expiryTime: new Date(this.#now() + LASTS_MS).toISOString(),
    };
    this.#codes.push(code);
    return code;
  }
}
