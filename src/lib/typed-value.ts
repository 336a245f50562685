import { nearest } from './nearest.ts';
import { describeSpace, type ValueSpace } from './value-space.ts';

export type Scalar = string | number | boolean;

/** A value as somebody wrote it. */
interface Written {
  text: string;
  quoted: boolean;
}

export interface ValueFault {
  kind: 'not-a-number' | 'out-of-range' | 'not-allowed' | 'too-long';
  /** What follows the name of the thing, without a full stop: "must be 0–100". */
  sentence: string;
  /** The value that was probably meant. */
  nearest?: string;
  /** Values that fit, as examples, the likeliest first. */
  fitting?: string[];
}

type Attempt = { value: Scalar } | ValueFault;

/**
 * Gives a value the type and the spelling that its value space says. "On" stays text where text is wanted: no boolean is
 * guessed. Where nothing is said, a number is what is written like one, and not in quotes.
 */
export function typedScalar(value: Written, space: ValueSpace): Attempt {
  if (space.enum) return literal(value, space, space.enum);
  const attempts = space.types.flatMap((type): Attempt[] => {
    if (type === 'integer' || type === 'number') return [number(value.text, type === 'integer', space)];
    if (type === 'boolean') return [boolean(value.text)];
    return type === 'string' ? [text(value.text, space)] : [];
  });
  return attempts.find((attempt) => 'value' in attempt) ?? attempts[0] ?? { value: guessed(value) };
}

function literal(value: Written, space: ValueSpace, all: Scalar[]): Attempt {
  const wanted = value.text.trim().toLowerCase();
  const found =
    all.find((one) => String(one) === value.text) ?? all.find((one) => String(one).toLowerCase() === wanted);
  if (found !== undefined) return { value: found };
  const [near] = nearest(value.text, all.map(String), { max: 1 });
  const sentence = `must be ${describeSpace(space)}${near !== undefined && all.length > 8 ? `; nearest: ${near}` : ''}`;
  const fitting = all.length <= MOST_EXAMPLES ? all.map(String) : near === undefined ? [] : [near];
  return { kind: 'not-allowed', sentence, ...(near !== undefined && { nearest: near }), fitting };
}

/** As many as fit a row of buttons beside others. */
const MOST_EXAMPLES = 4;
/** The middle says something in 0–100, and nothing in 0–3600. */
const WIDEST = 100;

function examplesIn({ minimum, maximum }: ValueSpace, value: number): string[] {
  const near = [minimum, maximum]
    .flatMap((end) => end ?? [])
    .sort((a, b) => Math.abs(a - value) - Math.abs(b - value))[0];
  const isNarrow = minimum !== undefined && maximum !== undefined && maximum - minimum <= WIDEST;
  const middle = isNarrow ? [Math.round((minimum + maximum) / 2)] : [];
  return [...new Set([...middle, ...(near === undefined ? [] : [near])])].map(String);
}

function number(typed: string, isWhole: boolean, space: ValueSpace): Attempt {
  const what = describeSpace(space);
  const isNumber = isWhole ? /^[+-]?\d{1,16}$/.test(typed.trim()) : /^[+-]?\d{1,16}(\.\d{1,16})?$/.test(typed.trim());
  const value = Number(typed);
  if (!isNumber || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return {
      kind: 'not-a-number',
      sentence: `must be a ${isWhole ? 'whole ' : ''}number${what && `, ${what}`}`,
      fitting: examplesIn(space, Number.isFinite(value) ? value : 0),
    };
  }
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = space;
  // Adding 0 turns -0, which JSON can't say, into 0.
  return value < minimum || value > maximum
    ? { kind: 'out-of-range', sentence: `must be ${what}`, fitting: examplesIn(space, value) }
    : { value: value + 0 };
}

function boolean(typed: string): Attempt {
  const word = typed.trim().toLowerCase();
  if (word === 'true' || word === 'false') return { value: word === 'true' };
  return { kind: 'not-allowed', sentence: `must be true or false` };
}

function text(typed: string, space: ValueSpace): Attempt {
  const length = [...typed].length;
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = space;
  if (length > maxLength) return { kind: 'too-long', sentence: `must have ${describeSpace(space)}, not ${length}` };
  if (length < minLength) return { kind: 'not-allowed', sentence: `must have ${describeSpace(space)}` };
  return { value: typed };
}

export function guessed({ text: typed, quoted }: Written): Scalar {
  return !quoted && /^-?\d{1,15}$/.test(typed) ? Number(typed) + 0 : typed;
}
