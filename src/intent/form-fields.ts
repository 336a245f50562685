import { isSecret, namesSecret, shown } from '#lib/hide.ts';
import { shortened } from '#lib/shorten.ts';
import { describeSpace, type ValueSpace, valueSpace } from '#lib/value-space.ts';
import type { ArgumentSchemas, Coerced } from './coerce.ts';
import type { RawArguments, RawValue } from './terminal.ts';

/** One input of a form, still without any look. */
export interface FormField {
  /** The input's id: what comes back under it is read by `givenIn`. */
  id: string;
  /** The argument, in the device's spelling. */
  name: string;
  /** Choices stand for themselves; `lines` takes several values, one a line. */
  kind: 'choice' | 'choices' | 'number' | 'text' | 'lines' | 'body';
  /** What may stand there, in words: "0–100"; empty when anything may. */
  allowed: string;
  isRequired: boolean;
  /** Shown at once, and not only behind "More". */
  isOpen: boolean;
  choices: readonly string[];
  min?: number;
  max?: number;
  maxLength?: number;
  /** What the device takes when nothing is given. */
  byDefault?: string;
  /** What was given so far; several values stand on a line each. */
  value?: string;
  /** What is wrong with it. */
  fault?: string;
}

/** What a form is made from: the part of a command's schema that matters to it. */
export interface FormSource {
  arguments: ArgumentSchemas;
  takesBody: boolean;
  body: unknown;
}

/** A drop-down of more is no help; what was typed is checked all the same. */
const MOST_CHOICES = 60;
/** Some texts may be long, a card may not. */
const LONGEST = 7_000;
const BODY = 'body';

/**
 * The inputs for a command: required ones first, then those that were given or are wrong, then the rest by name. What was
 * given stands in its field, right or wrong.
 */
export function fieldsOf(
  source: FormSource,
  given: RawArguments,
  { faults = [], body, bodyFault }: { faults?: Coerced['faults']; body?: string; bodyFault?: string } = {},
): FormField[] {
  const values = new Map([...given].map(([key, list]) => [key.toLowerCase(), list]));
  // A misspelt argument keeps its value under the name it probably meant.
  for (const { kind, argument, nearest } of faults)
    if (kind === 'unknown' && nearest !== undefined && !values.has(nearest.toLowerCase()))
      values.set(nearest.toLowerCase(), values.get(argument.toLowerCase()) ?? []);
  const fields = Object.entries(source.arguments).map(([name, { required, schema }]) =>
    fieldOf(name, required === true, valueSpace(schema), values.get(name.toLowerCase()) ?? [], faults),
  );
  return [...fields, ...(source.takesBody ? [bodyField(source.body, body, bodyFault)] : [])].sort(
    (left, right) => rank(left) - rank(right),
  );
}

const rank = ({ isRequired, value, fault }: Pick<FormField, 'isRequired' | 'value' | 'fault'>): number =>
  isRequired ? 0 : value !== undefined || fault !== undefined ? 1 : 2;

function fieldOf(
  name: string,
  isRequired: boolean,
  space: ValueSpace,
  given: RawValue[],
  faults: Coerced['faults'],
): FormField {
  const isList = space.types.includes('array') || (space.types.length === 0 && space.items !== undefined);
  const each = isList ? (space.items ?? { types: [] }) : space;
  const choices = choicesOf(each);
  const kind = kindOf(each, isList, choices);
  const texts = given.map(({ text }) => text);
  const fault = faults.find(
    ({ argument, kind: what }) => what !== 'unknown' && argument.toLowerCase() === name.toLowerCase(),
  );
  // Everybody in the space reads what stands in a card.
  const isHidden = isSecret(name) || texts.some((text) => shown(name, text) !== text);
  const typed = isHidden ? undefined : asInput(kind, texts, choices);
  // A card can't hold it; the fault beside it says how long it may be.
  const value = typed !== undefined && typed.length > LONGEST ? undefined : typed;
  return {
    id: `${PREFIX[kind]}${name}`,
    name,
    kind,
    allowed: choices.length > 0 ? '' : describeSpace(space),
    isRequired,
    isOpen: isRequired || given.length > 0 || fault !== undefined,
    choices,
    ...(kind === 'number' && each.minimum !== undefined && { min: each.minimum }),
    ...(kind === 'number' && each.maximum !== undefined && { max: each.maximum }),
    ...(each.maxLength !== undefined && { maxLength: Math.min(each.maxLength, LONGEST) }),
    ...(space.default !== undefined && { byDefault: String(space.default) }),
    ...(value !== undefined && { value }),
    ...(fault && {
      fault: value === undefined && !isSecret(name) ? withTyped(fault.sentence, texts[0]) : fault.sentence,
    }),
  };
}

/** A drop-down shows nothing of a value it does not offer. */
const withTyped = (sentence: string, typed: string | undefined): string =>
  typed === undefined ? sentence : `${sentence}, not "${shortened(typed, 40)}"`;

const PREFIX = { choice: 'one.', number: 'arg.', text: 'arg.', choices: 'some.', lines: 'lines.', body: '' };

function kindOf(each: ValueSpace, isList: boolean, choices: readonly string[]): FormField['kind'] {
  if (choices.length > 0) return isList ? 'choices' : 'choice';
  if (isList) return 'lines';
  const isNumber = each.types.length === 1 && /^(integer|number)$/.test(each.types[0] ?? '');
  return isNumber ? 'number' : 'text';
}

function choicesOf({ enum: literals, types }: ValueSpace): string[] {
  if (literals) return literals.length <= MOST_CHOICES ? literals.map(String) : [];
  return types.length === 1 && types[0] === 'boolean' ? ['true', 'false'] : [];
}

/** A drop-down can only hold a value it offers; the fault beside it says what was typed. */
function asInput(kind: FormField['kind'], texts: string[], choices: readonly string[]): string | undefined {
  if (texts.length === 0) return undefined;
  const same = (text: string) => choices.find((choice) => choice.toLowerCase() === text.trim().toLowerCase());
  if (kind === 'choice') return same(texts[0] ?? '');
  if (kind === 'choices') {
    const known = texts.flatMap((text) => same(text) ?? []);
    return known.length > 0 ? known.join('\n') : undefined;
  }
  return kind === 'lines' ? texts.join('\n') : texts[0];
}

function bodyField(schema: unknown, value: string | undefined, fault: string | undefined): FormField {
  const { maxLength = LONGEST + 1 } = valueSpace(schema);
  return {
    id: BODY,
    name: 'Body',
    kind: 'body',
    allowed: maxLength > LONGEST ? '' : `up to ${maxLength} characters`,
    isRequired: true,
    isOpen: true,
    choices: [],
    maxLength: Math.min(maxLength, LONGEST),
    ...(value !== undefined && value.length <= LONGEST && !namesSecret(value) && { value }),
    ...(fault !== undefined && { fault }),
  };
}

/** What the inputs of a form hold, as arguments like typed ones. Whatever is not an input of a form is left out. */
export function givenIn(inputs: Readonly<Record<string, unknown>>): {
  given: { key: string; value: string; quoted: boolean }[];
  body?: string;
} {
  const given = Object.entries(inputs).flatMap(([id, value]) => {
    if (typeof value !== 'string' || value === '') return [];
    const [, prefix, key] = /^(arg|one|some|lines)\.(.{1,100})$/s.exec(id) ?? [];
    if (prefix === undefined || key === undefined) return [];
    const isChosen = prefix === 'one' || prefix === 'some';
    const parts = prefix === 'some' ? value.split(',') : prefix === 'lines' ? value.split(/\r?\n/) : [value];
    const values = isChosen ? parts.map(decoded) : parts;
    return values.filter(Boolean).map((text) => ({ key, value: text, quoted: false }));
  });
  const body = inputs[BODY];
  return { given, ...(typeof body === 'string' && body !== '' && { body }) };
}

/** The value of a choice is encoded by `render/form.ts`, since several of them come back joined by commas. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
