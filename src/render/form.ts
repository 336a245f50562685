import type { FormField } from '#intent/form-fields.ts';
import type { Form } from '#intent/form-needed.ts';
import { buttons } from './replies.ts';
import type { Reply } from './reply.ts';

/** Up to here all choices stand side by side, ready to be tapped. */
const FEW = 4;
/** What a card can hold of it, with everything else; more is left to words. */
const FORM_BYTES = 15_000;

const LONG_BODY = 'Text or JSON. A long one goes as a file with the command in words.';

type Element = Record<string, unknown>;

/**
 * The card of a command's form: what has to be filled in, then what was given, then the rest behind "More". Elements are
 * built here and not in a template, because only the device's schema knows which there are.
 */
export function formReply({ path, device, deviceName, note, faults, fields, next }: Form): Reply {
  const open = fields.filter(({ isOpen }) => isOpen);
  const wrong = [...faults, ...fields.flatMap(({ fault }) => fault ?? [])];
  // A lone fault is the title, and its field stands below it.
  const first = open.flatMap((field) => elements(wrong.length > 1 ? field : { ...field, fault: undefined }));
  let room = FORM_BYTES - size(first);
  const rest: Element[] = [];
  const left: string[] = [];
  for (const field of fields.filter(({ isOpen }) => !isOpen)) {
    const made = elements(field);
    room -= size(made);
    if (room > 0) rest.push(...made);
    else left.push(field.name);
  }
  return {
    view: 'xapi/form',
    data: {
      title: wrong.length > 1 ? `${wrong.length} things do not fit` : (wrong[0] ?? path),
      about: wrong.length > 0 ? `${path} on ${deviceName} was not sent.` : `on ${deviceName}`,
      note,
      hasNote: note !== '',
      faults: (wrong.length > 1 ? faults : []).map((text) => ({ text })),
      fields: first,
      more: rest,
      hasMore: rest.length > 0,
      left: left.length > 0 ? `More arguments can be given in words: ${left.join(', ')}` : '',
      hasLeft: left.length > 0,
      nothing: fields.length === 0,
      command: { path, device },
      say: `xapi help ${path}`,
      ...buttons(next),
    },
    text: [
      wrong.length > 0 ? `${wrong.join('. ')}.` : `${path} on ${deviceName}`,
      ...fields
        .filter(({ isOpen }) => isOpen)
        .map(
          ({ name, allowed, value }) =>
            `${name}${allowed && ` (${allowed})`}${value === undefined ? '' : `: ${value}`}`,
        ),
      'Fill in the form on the card.',
    ].join('\n'),
  };
}

const size = (made: unknown): number => Buffer.byteLength(JSON.stringify(made));

function elements(field: Omit<FormField, 'fault'> & { fault?: string | undefined }): Element[] {
  const fault = field.fault !== undefined && {
    type: 'RichTextBlock',
    inlines: [{ type: 'TextRun', text: field.fault, color: 'attention', weight: 'bolder' }],
  };
  return [...(fault ? [fault] : []), input(field)];
}

function input(field: Omit<FormField, 'fault'>): Element {
  const { id, kind, name, allowed, isRequired, choices, min, max, maxLength, byDefault, value } = field;
  const base = {
    id,
    label: allowed === '' ? name : `${name} (${allowed})`,
    ...(isRequired && { isRequired: true, errorMessage: `${name} has to be given.` }),
    ...(value !== undefined && { value }),
  };
  const hint = byDefault === undefined ? {} : { placeholder: `left out: ${byDefault}` };
  if (kind === 'choice' || kind === 'choices') {
    return {
      type: 'Input.ChoiceSet',
      ...base,
      ...(value !== undefined && { value: value.split('\n').map(encodeURIComponent).join(',') }),
      ...hint,
      style: choices.length <= FEW || kind === 'choices' ? 'expanded' : 'compact',
      ...(kind === 'choices' && { isMultiSelect: true }),
      choices: choices.map((one) => ({ title: one, value: encodeURIComponent(one) })),
    };
  }
  // A number field can't hold what is no number, and nothing that was typed may be lost.
  const number = value === undefined ? undefined : Number(value);
  if (kind === 'number' && (number === undefined || (value?.trim() !== '' && Number.isFinite(number))))
    return {
      type: 'Input.Number',
      ...base,
      ...hint,
      ...(number !== undefined && { value: number }),
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
    };
  const isLong = kind === 'lines' || kind === 'body' || (maxLength ?? 0) > 255;
  return {
    type: 'Input.Text',
    ...base,
    ...(kind === 'lines' ? { placeholder: 'One a line' } : kind === 'body' ? { placeholder: LONG_BODY } : hint),
    ...(isLong && { isMultiline: true }),
    ...(maxLength !== undefined && kind !== 'lines' && { maxLength }),
  };
}
