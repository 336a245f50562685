import { type NextStep, Problem } from '#lib/problem.ts';
import type { Tier } from './asker.ts';

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
