import { z } from 'zod';
import type { Catalogue, CommandSchema } from '#fleet/catalogue.ts';
import { type Coerced, coerceArguments } from '#intent/coerce.ts';
import type { Fact } from '#intent/command.ts';
import { tierOf } from '#intent/danger.ts';
import { onDevice } from '#intent/device-phrase.ts';
import { fieldsOf } from '#intent/form-fields.ts';
import { type Form, FormNeeded } from '#intent/form-needed.ts';
import type { RawArguments } from '#intent/terminal.ts';
import { shown } from '#lib/hide.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { valueSpace } from '#lib/value-space.ts';
import type { Device } from '#webex/devices.ts';
import type { CommandArguments } from '#webex/xapi.ts';
import { hidden, spelled } from './spelled.ts';

export const Given = z
  .array(z.object({ key: z.string().max(100), value: z.string().max(100_000), quoted: z.boolean().default(false) }))
  .max(100);
export type Given = z.infer<typeof Given>;

/** An xCommand as it was typed or filled in, not yet held against any schema. */
export interface Wanted {
  path: string;
  given: Given;
  body?: string | undefined;
}

/** An xCommand that a device's schema allows, in the device's spelling and types. */
export interface Checked {
  command: string;
  arguments?: CommandArguments;
  body?: string | Record<string, unknown>;
  facts: Fact[];
}

const UNCHECKED: Fact = { key: 'unchecked', text: 'Its schema did not come, so I could not check the arguments.' };

/**
 * Types the arguments by the schema of this very device. Throws FormNeeded with every fault when they do not fit, and a
 * Problem for a command or a body that the device does not take. Without a schema nothing is checked, and the plan says so.
 */
export function check(wanted: Wanted, device: Device, catalogue: Catalogue | undefined): Checked {
  const { path, given, body } = wanted;
  const schema = catalogue?.command(path);
  if (catalogue && !schema) throw noCommand('xCommand', path, device, catalogue, given);
  const { arguments: typed, faults } = coerceArguments(rawOf(given), schema?.arguments);
  const read = schema ? readBody(schema, body, wanted, device) : { body };
  if (schema && (faults.length > 0 || read.fault !== undefined))
    throw new FormNeeded(
      faults[0]?.sentence ?? read.fault ?? 'Something is missing',
      formOf(schema, wanted, device, { faults, ...(read.fault !== undefined && { bodyFault: read.fault }) }),
    );
  return {
    command: schema?.name ?? path,
    ...(Object.keys(typed).length > 0 && { arguments: typed }),
    ...(read.body !== undefined && { body: read.body }),
    facts: [
      ...Object.entries(typed).map(([key, value]) => ({
        key: `argument:${key}`,
        text: `${key}: ${shown(key, [value].flat().join(', '))}`,
      })),
      ...(body === undefined
        ? []
        : [{ key: 'body', text: `With a body of ${body.length.toLocaleString('en')} characters.` }]),
      ...(schema ? [] : [UNCHECKED]),
    ],
  };
}

/** A key typed twice is one argument with two values. */
function rawOf(given: Given): RawArguments {
  const args: RawArguments = new Map();
  for (const { key, value, quoted } of given) args.set(key, [...(args.get(key) ?? []), { text: value, quoted }]);
  return args;
}

/** Text goes as it is; where the device takes nothing but an object, it must be JSON. */
function readBody(
  { name, takesBody, body: schema }: CommandSchema,
  body: string | undefined,
  wanted: Wanted,
  device: Device,
): { body?: string | Record<string, unknown>; fault?: string } {
  if (!takesBody && body !== undefined) throw bodyUnwanted(name, wanted, device);
  if (!takesBody) return {};
  if (body === undefined) return { fault: 'The body is missing' };
  const { types, maxLength } = valueSpace(schema);
  if (maxLength !== undefined && body.length > maxLength)
    return {
      fault: `The body must have up to ${maxLength.toLocaleString('en')} characters, not ${body.length.toLocaleString('en')}`,
    };
  if (types.length === 0 || types.includes('string')) return { body };
  try {
    return { body: z.record(z.string(), z.unknown()).parse(JSON.parse(body)) };
  } catch {
    return { fault: 'The body must be a JSON object' };
  }
}

const bodyUnwanted = (name: string, { path, given }: Wanted, device: Device) =>
  new Problem(`${name} takes no body`, {
    code: 'bad-arguments',
    hint: `Leave out the lines after the blank line, or the file. ${name} on ${device.displayName} was not sent.`,
    next: [{ title: 'Run it without', say: `${spelled(path, hidden(given))} on id:${device.id}` }],
  });

/** The form of a command, filled in with what was given. */
export function formOf(
  schema: CommandSchema,
  { given, body }: Wanted,
  device: Device,
  { faults: all = [], bodyFault }: { faults?: Coerced['faults']; bodyFault?: string } = {},
): Form {
  // What is missing was given after all, under a name with a slip.
  const meant = new Set(all.flatMap(({ kind, nearest }) => (kind === 'unknown' && nearest ? [nearest] : [])));
  const faults = all.filter(({ kind, argument }) => kind !== 'missing' || !meant.has(argument));
  const tier = tierOf(schema.name);
  return {
    path: schema.name,
    device: `id:${device.id}`,
    deviceName: device.displayName,
    tier,
    note: NOTES[tier],
    faults: faults.flatMap(({ kind, sentence }) => (kind === 'unknown' ? [sentence] : [])),
    fields: fieldsOf(schema, rawOf(given), {
      faults,
      ...(body !== undefined && { body }),
      ...(bodyFault !== undefined && { bodyFault }),
    }),
    next: mended(faults, schema.name, given, device),
  };
}

const NOTES = {
  0: '',
  1: 'It asks before it runs.',
  2: 'It asks before it runs.',
  3: 'It needs an admin, and the name of the device typed, before it runs.',
};

/** Buttons with the right name, or with values that fit when nothing else is wrong; none that would carry a secret. */
function mended(faults: Coerced['faults'], path: string, given: Given, device: Device): NextStep[] {
  const again = (title: string, args: Given): NextStep[] =>
    spelled(path, hidden(args)) === spelled(path, args)
      ? [{ title, say: `${spelled(path, args)} on id:${device.id}` }]
      : [];
  const steps = faults.flatMap(({ argument, kind, nearest, fitting = [] }) => {
    const at = (change: Partial<Given[number]>) =>
      given.map((one) => (one.key.toLowerCase() === argument.toLowerCase() ? { ...one, ...change } : one));
    if (kind === 'unknown' && nearest !== undefined) return again(`Use ${nearest}`, at({ key: nearest }));
    return faults.length > 1 ? [] : fitting.flatMap((value) => again(`${argument}: ${value}`, at({ value })));
  });
  return steps.slice(0, 4);
}

/** The device does not know this command: the nearest ones that it does know, with `head` ("xCommand", "form") before them. */
export function noCommand(
  head: string,
  path: string,
  { displayName, id }: Device,
  catalogue: Catalogue,
  given: Given = [],
): Problem {
  return unknownCommand(`${displayName} has no command "${path}"`, head, path, `id:${id}`, catalogue, given);
}

/** The same with a sentence of one's own, and for any words that name devices. */
export function unknownCommand(
  sentence: string,
  head: string,
  path: string,
  on: string,
  catalogue: Catalogue,
  given: Given = [],
): Problem {
  // What was typed goes on with the right name; a secret does not stand on a button.
  const kept = spelled('', hidden(given)) === spelled('', given) ? given : [];
  const near = catalogue.nearest(path, 'command');
  return new Problem(sentence, {
    code: 'no-such-command',
    hint: `${near.length > 0 ? `Nearest: ${near.join(' · ')}. ` : ''}Nothing was sent.`,
    next: near
      .slice(0, 3)
      .map((candidate) => ({ title: candidate, say: `${spelled(candidate, kept, head)}${onDevice(on)}` })),
  });
}
