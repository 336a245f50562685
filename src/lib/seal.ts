import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { KeyRing } from './keys.ts';
import { Problem } from './problem.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = '2';
/** Version, key id, and then nonce, tag and ciphertext in one. */
const SEALED = /^2\.([\w-]{1,32})\.([\w-]{38,})$/;

/** Where a sealed value lives. It opens there and nowhere else, so that nobody who writes to the store can swap two of them. */
export interface Place {
  table: string;
  /** The row's own id. */
  row: string;
  /** Which of the row's values it is. */
  purpose: string;
}

/** Keeps what must outlast a restart, but be read by nobody who comes by the store. */
export interface Seal {
  /** Any JSON as text that only `open` reads, with the current key. */
  close(value: unknown, about: Place): string;
  /** What was closed for this place. Throws an Unopened. */
  open(sealed: unknown, about: Place): unknown;
  /**
   * A fingerprint that nobody without the secret can try words against. It is the same in all processes, whatever keys each
   * of them has, and stays so while the webhook's secret does.
   */
  stamp(text: string): string;
}

/** `unknown-key`: this process has no key of that id. `broken`: changed, moved from its place, or of a format of before. */
export class Unopened extends Problem {
  readonly why: 'unknown-key' | 'broken';

  constructor(why: 'unknown-key' | 'broken', cause?: unknown) {
    const reason =
      why === 'unknown-key' ? 'It was sealed with a key that I do not have.' : 'It is not what I put there any more.';
    super('I can no longer read what I kept of this', {
      code: why === 'unknown-key' ? 'sealed-unknown-key' : 'sealed-broken',
      hint: `${reason} Nothing was sent. Ask again with words.`,
      cause,
    });
    this.why = why;
  }
}

/** The id of the key that a text was sealed with; undefined for what is no sealed text of this format. */
export const keyIdOf = (sealed: unknown): string | undefined =>
  typeof sealed === 'string' ? SEALED.exec(sealed)?.[1] : undefined;

export function createSeal(ring: KeyRing): Seal {
  return {
    close(value, about) {
      const { id, keyFor } = ring.current;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, keyFor('seal'), nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(bound(id, about));
      const text = Buffer.concat([cipher.update(JSON.stringify(value) ?? 'null'), cipher.final()]);
      return `${VERSION}.${id}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`;
    },

    open(sealed, about) {
      const [, id, body] = SEALED.exec(typeof sealed === 'string' ? sealed : '') ?? [];
      if (id === undefined || body === undefined) throw new Unopened('broken');
      const key = ring.find(id);
      if (!key) throw new Unopened('unknown-key');
      try {
        const bytes = Buffer.from(body, 'base64url');
        // Base64 has several spellings of the same bytes; only the one that was written counts.
        if (bytes.toString('base64url') !== body) throw new Error('not the base64url of its bytes');
        const nonce = bytes.subarray(0, NONCE_BYTES);
        const decipher = createDecipheriv(CIPHER, key.keyFor('seal'), nonce, { authTagLength: TAG_BYTES });
        decipher.setAAD(bound(id, about));
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
        return JSON.parse(text.toString());
      } catch (cause) {
        throw new Unopened('broken', cause);
      }
    },

    stamp: (text) => createHmac('sha256', ring.steady.keyFor('stamp')).update(text).digest('base64url'),
  };
}

/** JSON, so that no two places make the same bytes. */
const bound = (keyId: string, { table, row, purpose }: Place): Buffer =>
  Buffer.from(JSON.stringify([VERSION, keyId, table, row, purpose]));
