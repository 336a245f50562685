import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { Problem } from './problem.ts';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps what must outlast a restart, but be read by nobody who comes by the store. */
export interface Seal {
  /** Any JSON as text that only `open` reads. */
  close(value: unknown): string;
  /** What was closed. Throws a Problem when that was done with another key, or by an older bot. */
  open(sealed: unknown): unknown;
  /** A fingerprint that nobody without the key can try words against. */
  stamp(text: string): string;
}

/** `secret` is one that all processes of a bot share and that a restart keeps; whoever changes it makes open plans void. */
export function createSeal(secret: string): Seal {
  const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `device bot ${use}`, 32));
  const [sealing, stamping] = [keyFor('seal'), keyFor('stamp')];
  return {
    close(value) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, sealing, iv);
      const text = Buffer.concat([cipher.update(JSON.stringify(value) ?? 'null'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
    },
    open(sealed) {
      try {
        const bytes = Buffer.from(String(sealed), 'base64url');
        const decipher = createDecipheriv(CIPHER, sealing, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
        decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
        const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
        return JSON.parse(text.toString());
      } catch (cause) {
        throw new Problem('I can no longer read this plan', {
          code: 'sealed-plan',
          hint: 'My settings have changed since you asked. Nothing was sent. Ask again with words.',
          cause,
        });
      }
    },
    stamp: (text) => createHmac('sha256', stamping).update(text).digest('base64url'),
  };
}
