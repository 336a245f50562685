import type { EntryField, EntryForm } from '#intent/entry-form.ts';
import { buttons } from './replies.ts';
import type { Reply } from './reply.ts';

/** Up to here all choices stand side by side, ready to be tapped. */
const FEW = 4;

type Element = Record<string, unknown>;

/** The card of a form: each input with what is wrong with it above. Its elements are built here, since only the command knows them. */
export function entryReply({ command, args, title, about, fields, action, note = '', next = [] }: EntryForm): Reply {
  const faults = fields.flatMap(({ fault }) => fault ?? []);
  const [only, another] = faults;
  const headline = another === undefined ? (only ?? title) : `${faults.length} things do not fit`;
  const detail = only === undefined ? about : `${title}. Nothing was changed.`;
  return {
    view: 'changes/form',
    data: {
      title: headline,
      about: detail,
      hasAbout: detail !== '',
      // A lone fault is the title, and its field is marked below.
      fields: fields.flatMap((field) => elements(field, another !== undefined)),
      note,
      hasNote: note !== '',
      action,
      form: command,
      args,
      ...buttons([...next]),
    },
    text: [
      ...(only === undefined ? [title] : faults),
      ...fields.map(({ label, value }) => `${label}${value === undefined || value === '' ? '' : `: ${value}`}`),
      'Fill in the form on the card.',
    ].join('\n'),
  };
}

function elements(field: EntryField, tellsFault: boolean): Element[] {
  if (field.fault === undefined) return [input(field)];
  const text = tellsFault ? field.fault : 'Look at this:';
  return [
    { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, color: 'attention', weight: 'bolder' }] },
    input(field),
  ];
}

function input({ id, label, kind, isRequired, value, hint, choices = [], min, max, maxLength }: EntryField): Element {
  const base = {
    id,
    label,
    ...(isRequired && { isRequired: true, errorMessage: `${label} has to be given.` }),
    ...(value !== undefined && value !== '' && { value }),
  };
  const placeholder = hint === undefined ? {} : { placeholder: hint };
  if (kind === 'toggle')
    return { type: 'Input.Toggle', ...base, title: hint ?? label, valueOn: 'true', valueOff: 'false' };
  if (kind === 'choice' || kind === 'choices')
    return {
      type: 'Input.ChoiceSet',
      ...base,
      ...(value !== undefined && value !== '' && { value: value.split('\n').join(',') }),
      ...placeholder,
      style: choices.length <= FEW || kind === 'choices' ? 'expanded' : 'compact',
      ...(kind === 'choices' && { isMultiSelect: true }),
      choices: choices.map((choice) => ({ title: choice.title, value: choice.value })),
    };
  const number = value === undefined ? undefined : Number(value);
  // A number field can't hold what is no number, and nothing that was typed may be lost.
  if (kind === 'number' && (number === undefined || /^-?\d{1,15}(\.\d+)?$/.test(value?.trim() ?? '')))
    return {
      type: 'Input.Number',
      ...base,
      ...placeholder,
      ...(number !== undefined && { value: number }),
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
    };
  return {
    type: 'Input.Text',
    ...base,
    ...placeholder,
    ...(kind === 'lines' && { isMultiline: true }),
    ...(maxLength !== undefined && { maxLength }),
  };
}
