import { type NextStep, Problem } from '#lib/problem.ts';
import type { Tier } from './asker.ts';
import type { FormField } from './form-fields.ts';

/** A command as a form: what was given so far, and what is wrong with it. */
export interface Form {
  /** The command in the device's spelling. */
  path: string;
  /** The words that name the device or devices: a name, a selection, or `id:…`. */
  device: string;
  deviceName: string;
  tier: Tier;
  /** What it does when it runs, for who has to decide: "It asks before it runs." */
  note: string;
  /** Faults that belong to no field. */
  faults: string[];
  fields: FormField[];
  /** What was probably meant, ready to be said. */
  next: NextStep[];
}

/** The words were understood, but something is missing or does not fit: the person gets the form back, filled in. */
export class FormNeeded extends Problem {
  readonly form: Form;
  constructor(message: string, form: Form) {
    super(message, { code: 'bad-arguments', hint: `${form.path} on ${form.deviceName} was not sent.` });
    this.form = form;
  }
}
