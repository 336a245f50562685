import { type Scalar, typedScalar } from '#lib/typed-value.ts';
import { describeSpace, type ValueSpace, valueSpace } from '#lib/value-space.ts';
import type { ConfigurationValue } from '#webex/device-configurations.ts';

/** `fault` is what follows the name of the configuration: "must be 0–100". `fitting` are values that would do, as examples. */
export type Typed = { value: Exclude<ConfigurationValue, null> } | { fault: string; fitting?: string[] };

const isList = (space: ValueSpace): boolean =>
  space.types.includes('array') || (space.types.length === 0 && space.items !== undefined);

/**
 * Gives what somebody typed the type that a configuration's value space (a JSON Schema, as Webex sends it) says: "60" becomes
 * 60, "on" becomes "On" where that is a choice, "a, b" becomes a list. Nothing is guessed: "yes" is not "True".
 */
export function typed(schema: Readonly<Record<string, unknown>>, text: string): Typed {
  const space = valueSpace(schema);
  if (isList(space)) return list(space, text);
  const attempt = typedScalar({ text: withoutUnit(space, text), quoted: false }, space);
  if ('value' in attempt) return attempt;
  return { fault: attempt.sentence, ...(attempt.fitting && { fitting: attempt.fitting }) };
}

/** "10 minutes" where the device counts in minutes. */
function withoutUnit({ types, unit }: ValueSpace, text: string): string {
  const trimmed = text.trim();
  const isNumber = types.includes('integer') || types.includes('number');
  return isNumber && unit !== undefined && trimmed.toLowerCase().endsWith(unit.toLowerCase())
    ? trimmed.slice(0, trimmed.length - unit.length).trim()
    : text;
}

function list(space: ValueSpace, text: string): Typed {
  const { items = { types: ['string'] }, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = space;
  const parts = written(text) ?? (text.trim() === '' ? [] : text.split(',').map((part) => part.trim()));
  if (parts.length < minItems || parts.length > maxItems) return { fault: `must be ${listWords(space)}` };
  const values: (string | number)[] = [];
  for (const part of parts) {
    const attempt = typedScalar({ text: part, quoted: false }, items);
    if (!('value' in attempt)) return { fault: `is a list, and each part of it ${attempt.sentence}` };
    values.push(typeof attempt.value === 'boolean' ? String(attempt.value) : attempt.value);
  }
  return { value: values };
}

/** A list as JSON: what has commas in its parts can't be said otherwise. */
function written(text: string): string[] | undefined {
  if (!text.trim().startsWith('[')) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) && read.every((part) => typeof part !== 'object') ? read.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** A value as words that `typed` reads as the same value. */
export function valueText(value: Exclude<ConfigurationValue, null>): string {
  if (!Array.isArray(value)) return String(value);
  const joined = value.join(',');
  const isPlain =
    !joined.startsWith('[') && value.every((part) => part !== '' && /^[^,\s](?:[^,]*[^,\s])?$/.test(String(part)));
  return isPlain ? joined : JSON.stringify(value);
}

/** "0–100", "On or Off", "up to 255 characters": what a configuration may be; empty when the device does not say. */
export function spaceWords(schema: Readonly<Record<string, unknown>>): string {
  const space = valueSpace(schema);
  return isList(space) ? listWords(space) : describeSpace(space);
}

function listWords({ items, minItems = 0, maxItems }: ValueSpace): string {
  const many =
    maxItems === undefined ? (minItems > 0 ? ` of at least ${minItems}` : '') : ` of ${minItems}–${maxItems}`;
  const each = items ? describeSpace(items) : '';
  return `a list${many} with commas between${each && `, each ${each}`}`;
}

/** Whether two values are one and the same to the device. Some answers quote numbers, and tell "True" as true. */
export function sameValue(left: ConfigurationValue, right: ConfigurationValue): boolean {
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((one, index) => sameScalar(one, right[index] ?? null));
  }
  return sameScalar(left, right);
}

function sameScalar(left: Scalar | null, right: Scalar | null): boolean {
  if (left === null || right === null || typeof left === typeof right) return left === right;
  return String(left).toLowerCase() === String(right).toLowerCase();
}
