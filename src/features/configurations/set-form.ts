import { holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { spaceWords } from '#fleet/configuration-values.ts';
import { type EntryField, EntryNeeded, SEEN, seenOf } from '#intent/entry-form.ts';
import type { Target } from '#intent/parts.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { type ValueSpace, valueSpace } from '#lib/value-space.ts';
import type { Device } from '#webex/devices.ts';
import { keyArg, MOST_FIELDS, textOf, valueField } from './set-words.ts';
import { isSetHere, shownValue } from './shown.ts';
import type { Wanted } from './wanted.ts';

/** A drop-down of more is no help; what is typed is checked all the same. */
const MOST_CHOICES = 60;
const LONGEST = 500;

/** The form of some configurations, made from their value spaces, with what is wrong at each of them. */
export function formOf(wanted: readonly Wanted[], device: Device, own: Target, tier: 1 | 2): Problem {
  if (wanted.length > MOST_FIELDS)
    return new Problem(`A form takes up to ${MOST_FIELDS} configurations, not ${wanted.length}`, {
      code: 'bad-arguments',
      hint: 'Say their values with their keys: Audio.DefaultVolume=60. Nothing was sent.',
    });
  const target = `id:${device.id}`;
  const plain = wanted.map((one, index) => fieldOf({ ...one, said: { key: one.key } }, index));
  const [only, another] = wanted;
  const back = wanted.filter(({ now }) => isSetHere(now)).map(({ key }) => key);
  const next: NextStep[] = [
    ...(back.length > 0 ? [{ title: 'Reset to default', say: `config reset ${target} ${back.join(' ')}` }] : []),
    { title: 'Look at it', say: `config ${target} ${wanted.map(({ key }) => key).join(' ')}` },
  ];
  const keys = Object.fromEntries(wanted.map(({ key }, index) => [keyArg(index), key]));
  return new EntryNeeded({
    command: 'config set',
    args: {
      device: target,
      ...keys,
      [SEEN]: seenOf(Object.fromEntries(plain.map(({ id, value = '' }) => [id, value]))),
    },
    title: only && !another ? `${only.key} on ${device.displayName}` : `Configurations of ${device.displayName}`,
    about: only && !another ? aboutOne(only) : '',
    fields: wanted.map((one, index) => ({ ...fieldOf(one, index), fault: one.fault })),
    action: 'Show what would change',
    note: 'What you leave as it is stays as it is. It asks before it changes anything.',
    tier,
    targets: [own],
    next,
  });
}

const aboutOne = ({ key, now }: Wanted): string =>
  [`Now: ${shownValue(key, now.value)}`, `default: ${shownValue(key, now.defaultValue)}`].join(' · ');

/** An input for one of them, made from its value space. */
export function fieldOf({ key, now, said, wish, fault }: Wanted, index: number): EntryField {
  const space = valueSpace(now.valueSpace);
  const allowed = spaceWords(now.valueSpace);
  const base = { id: valueField(index), label: shortened(allowed === '' ? key : `${key} (${allowed})`, 160) };
  // Everybody in the space reads what stands in a card.
  const isHidden = isSecretKey(key) || [now.value, said.text ?? ''].some((one) => holdsSecret(key, one));
  if (isHidden) return { ...base, kind: 'text', hint: 'Not shown', ...lengthOf(space) };
  const fitting = wish && 'value' in wish ? textOf(wish.value) : undefined;
  const value = shortened((fault === undefined ? (fitting ?? textOf(now.value)) : said.text) ?? '', LONGEST);
  const each = space.items ?? space;
  const choices = choicesOf(each);
  if (choices.length > 0 && isList(space))
    return { ...base, kind: 'choices', choices, value: value.split(',').join('\n') };
  if (choices.length > 0) return { ...base, label: key, kind: 'choice', choices, value: known(value, choices) };
  const isNumber =
    !isList(space) && each.types.length > 0 && each.types.every((type) => /^(integer|number)$/.test(type));
  if (isNumber)
    return {
      ...base,
      kind: 'number',
      value,
      ...(each.minimum !== undefined && { min: each.minimum }),
      ...(each.maximum !== undefined && { max: each.maximum }),
    };
  return { ...base, kind: 'text', value, ...lengthOf(space) };
}

const isList = (space: ValueSpace): boolean => space.types.includes('array') || space.items !== undefined;
const lengthOf = ({ maxLength }: ValueSpace) =>
  maxLength === undefined ? {} : { maxLength: Math.min(maxLength, LONGEST) };

/** A list of choices shows nothing that it does not offer. */
const known = (value: string, choices: readonly { value: string }[]): string | undefined =>
  choices.find((choice) => choice.value.toLowerCase() === value.trim().toLowerCase())?.value;

function choicesOf({ enum: all = [] }: ValueSpace): { title: string; value: string }[] {
  const names = all.map(String);
  // Webex joins several choices with commas.
  return names.length > MOST_CHOICES || names.some((name) => name.includes(','))
    ? []
    : names.map((name) => ({ title: name, value: name }));
}

/** Nobody said which configuration: a line for words. */
export const blankForm = (device: Device, own: Target): EntryNeeded =>
  new EntryNeeded({
    command: 'config set',
    args: { device: `id:${device.id}` },
    title: `Change a configuration of ${device.displayName}`,
    about: 'Which one, and what is it to be?',
    fields: [
      {
        id: 'setting',
        label: 'Key and value, or several',
        kind: 'text',
        isRequired: true,
        hint: 'Audio.DefaultVolume=60',
        maxLength: 2_000,
      },
    ],
    action: 'Go on',
    note: 'A key without a value gives a form for it. It asks before it changes anything.',
    tier: 1,
    targets: [own],
    next: [{ title: 'All configurations', say: `config id:${device.id}` }],
  });
