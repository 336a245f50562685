import { z } from 'zod';

/**
 * An id or a name as both engines can hold it. PostgreSQL refuses NUL, and neither engine keeps half a surrogate pair;
 * such characters never stand in a real id and become U+FFFD. What people wrote goes through `toJson` instead.
 */
export function plain(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}

/** JSON as text. `undefined` is stored as `null`. */
export function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** A column of JSON text, parsed and checked. A `__proto__` key becomes an own property and touches no prototype. */
export function jsonColumn<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(schema);
}

/** A column that may be empty: SQL's null becomes `undefined`. */
export const maybeText = z
  .string()
  .nullable()
  .transform((text) => text ?? undefined);

/** A time that may be empty. */
export const maybeTime = z
  .number()
  .nullable()
  .transform((time) => time ?? undefined);
