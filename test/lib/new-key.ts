import { randomBytes } from 'node:crypto';
import type { SecretKey } from '#lib/keys.ts';

/** A key of 32 random bytes, as the settings hold it. */
export const newKey = (id: string): SecretKey => ({ id, base64: randomBytes(32).toString('base64') });
