import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type NextStep, Problem } from '#lib/problem.ts';
import type { Tier } from './asker.ts';
import { cleanText } from './clean.ts';
import type { Target } from './parts.ts';

/** One input of a form. */
export interface EntryField {
  /** The argument that it fills. */
  id: string;
  label: string;
  kind: 'text' | 'lines' | 'number' | 'choice' | 'choices' | 'toggle';
  isRequired?: boolean;
  /** What stands in it: what was typed, right or wrong, or what is true now. Of a toggle "true"; of choices a line each. */
  value?: string | undefined;
  /** Shown while it is empty. */
  hint?: string;
  /** What can be chosen; `value` without commas, since Webex joins several with them. */
  choices?: readonly { title: string; value: string }[];
  min?: number;
  max?: number;
  maxLength?: number;
  /** What is wrong with what was typed, as a sentence. */
  fault?: string | undefined;
}

/** A command as a form: what it takes, filled in as far as it is known, and what is wrong with it. */
export interface EntryForm {
  /** The command that the button runs, by its name. */
  command: string;
  /** Arguments that are no inputs, such as the id of what is edited. */
  args: Readonly<Record<string, string>>;
  /** Where nothing is wrong. */
  title: string;
  about: string;
  fields: readonly EntryField[];
  /** The button. */
  action: string;
  /** What happens when it is pressed: "It asks before it changes anything." */
  note?: string;
  /** Of the change it makes: who may not make it is told so, and is not asked to fill anything in. */
  tier: Tier;
  /** What the form tells of and would change: only shown to those who may do that with it. */
  targets?: readonly Target[];
  next?: readonly NextStep[];
}

/** Something is missing or does not fit: the person gets the form, filled in as far as they got, with each fault at its field. */
export class EntryNeeded extends Problem {
  readonly form: EntryForm;

  constructor(form: EntryForm) {
    const faults = form.fields.flatMap(({ fault }) => fault ?? []);
    super(faults[0] ?? form.title, { code: 'bad-arguments', hint: 'Nothing was changed.' });
    this.form = { ...form, args: { ...form.args, [SHOWN]: form.fields.map(({ id }) => id).join(',') } };
  }
}

/** The argument that says which inputs a form had: Webex and its clients leave out what was emptied, or send nothing for it. */
const SHOWN = 'shown';

/** The arguments of a form with the inputs that were emptied as empty texts; words that were typed come as they are. */
export function entered(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { [SHOWN]: shown, ...given } = raw;
  const emptied = typeof shown === 'string' ? shown.split(',').filter((id) => id !== '' && !(id in given)) : [];
  return { ...Object.fromEntries(emptied.map((id) => [id, ''])), ...given };
}

/** The argument of a form that says how its inputs were filled. */
export const SEEN = 'seen';

/**
 * What a form was filled with, by input, so that only what was touched counts: the rest may be another by now. Goes into its
 * `args` as SEEN; `touched` reads it. Give it what is true now, not what was typed over it.
 */
export const seenOf = (shown: Readonly<Record<string, string | undefined>>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(shown).map(([key, value = '']) => [key, printOf(value)])));

/** Cards don't carry what nobody sees. */
const printOf = (value: string): string =>
  createHash('sha256')
    .update(cleanText(visible(value)).trim())
    .digest('base64url')
    .slice(0, 6);
const visible = (value: string): string =>
  value.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n').replace(/(?![\t\n])\p{Cc}/gu, '');
const Seen = z.record(z.string(), z.string());

/**
 * The same as `entered`, without the inputs that nobody touched since the form was shown, and with `isForm: true` where it was
 * one that says what it showed. Words that were typed come as they are. For `z.preprocess`.
 */
export function touched(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  const { [SEEN]: seen, ...given } = entered({ ...raw });
  if (typeof seen !== 'string') return given;
  const shown = Seen.safeParse(parsed(seen)).data ?? {};
  const own = Object.entries(given).filter(
    ([key, value]) => !(Object.hasOwn(shown, key) && typeof value === 'string' && printOf(value) === shown[key]),
  );
  return { ...Object.fromEntries(own), isForm: true };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
