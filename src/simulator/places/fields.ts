import { z } from 'zod';
import { COUNTRIES } from './countries.ts';

/** Fields that both views of a place check alike. */

const MOST_NAME = 256;

const isZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

export const name = z.string().trim().min(1, 'is empty').max(MOST_NAME, `has more than ${MOST_NAME} characters`);
export const word = z.string().trim().min(1, 'is empty');
export const country = z.string().refine((code) => COUNTRIES.has(code), 'is no ISO 3166-1 alpha-2 code');
export const timeZone = z.string().refine(isZone, 'is no time zone');
export const language = z.string().regex(/^[a-z]{2}_[a-z]{2}$/i, 'is no language such as en_us');

export const within = (most: number) => (degrees: number) => Math.abs(degrees) <= most;
/** Decimal degrees as text. */
const degrees = (most: number) =>
  z
    .string()
    .refine(
      (text) => /^-?\d{1,3}(\.\d{1,15})?$/.test(text) && within(most)(Number(text)),
      `is not from -${most} to ${most}`,
    );
export const latitude = degrees(90);
export const longitude = degrees(180);

export const Floor = z.object({ floorNumber: z.int(), displayName: z.string().min(1).optional() });
