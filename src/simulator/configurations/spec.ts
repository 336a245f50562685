import type { ValueSpace } from '../xapi/schema/index.ts';
import { checkValue } from '../xapi/value-space.ts';

/** A configuration's value as Webex types it: booleans are the words True and False. */
export type Value = string | number | readonly (string | number)[];

/** One configuration of a product, such as `Audio.Input.Microphone[1].Gain`. */
export interface ConfigurationSpec {
  key: string;
  space: ValueSpace;
  default: Value;
}

/**
 * What is wrong with a value, or undefined when it fits. Nothing is coerced: "50" is no integer, true is no word, one
 * value is no list.
 */
export function faultOf(space: ValueSpace, value: unknown): string | undefined {
  if (value === undefined) return 'has no value';
  if (space.array && !Array.isArray(value)) return 'takes a list of values';
  if ([value].flat().some((one) => typeof one === 'boolean'))
    return `${JSON.stringify(value)} is not a word or a number`;
  return checkValue(space, value);
}

export const fits = (space: ValueSpace, value: unknown): value is Value => faultOf(space, value) === undefined;
