import { z } from 'zod';
import type { Catalogue } from '#fleet/catalogue.ts';
import { type DeviceStep, deviceFor, planOn, send } from '#fleet/device-plan.ts';
import { leaves } from '#fleet/status-tree.ts';
import { type Coerced, coerceArguments } from '#intent/coerce.ts';
import { defineChange, type Fact, type ReadContext } from '#intent/command.ts';
import { tierOf } from '#intent/danger.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import { HIDDEN, shown, wasHidden } from '#lib/hide.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { buttons } from '#render/replies.ts';
import type { Device } from '#webex/devices.ts';
import type { CommandArguments } from '#webex/xapi.ts';

const ROWS = 15;
const GRAVE = { key: 'grave', text: 'This can lock the device up, lose its data or open it to others.' };
const Given = z
  .array(z.object({ key: z.string().max(100), value: z.string().max(8192), quoted: z.boolean().default(false) }))
  .max(100);
type Given = z.infer<typeof Given>;

/** Any xCommand in Webex terminal notation, typed and checked by the device's own schema. */
export const xcommand = defineChange({
  name: 'xcommand',
  topic: 'xapi',
  summary: 'Run any xAPI command',
  usage: 'xCommand <path> <Key>: <value> … [on <device>]',
  example: (device) => `xCommand Audio Volume Set Level: 40 on ${device}`,
  needs: 'operate',
  args: z.object({
    path: z.string().regex(/^[A-Za-z]\w*(\.\w+)*$/, 'A command is written like: xCommand Audio Volume Set Level: 40'),
    given: Given,
    body: z.string().max(60_000, 'The body must have at most 60,000 characters.').optional(),
    device: DevicePhrase,
  }),
  // Terminal notation has its own reader: see `intent/parse.ts`.
  read: () => ({}),
  // Everybody in the space can read what a button carries, so it carries no secret: `plan` asks for it anew.
  say: ({ path, given, body, device }) =>
    `${spelled(path, hidden(given))}${onDevice(device)}${body === undefined ? '' : `\n\n${body}`}`,

  record: ({ path, given, body, device }) =>
    `${spelled(path, hidden(given))}${onDevice(device)}${body === undefined ? '' : ' (with a body)'}`,

  async plan({ path, given, body, device: phrase }, context) {
    const device = await deviceFor(phrase, context);
    const lost = given.find(({ key, value }) => wasHidden(key, value));
    if (lost) throw await notKept(lost.key, path, given, device, context);
    const checked = await check(path, given, body, device, context);
    const tier = tierOf(checked.command, checked.arguments);
    const wanted = {
      ...checked,
      ...(tier === 3 && { warning: GRAVE }),
      tier,
      comesBack: checked.command === 'SystemUnit.Boot' && checked.arguments?.['Action'] !== 'Shutdown',
      title: (name: string) => `Run ${checked.command} on ${name}?`,
      action: () => `Run ${checked.command}`,
      ...(tier >= 1 && { inCall: 'it may be disturbed.' }),
    };
    return planOn(device, wanted, context);
  },

  async apply(step: DeviceStep, context) {
    const { result, trackingId } = await send(step, context);
    const told = leaves(result);
    const target = `id:${step.deviceId}`;
    const first = told.slice(0, ROWS);
    const asked = Object.entries(step.arguments ?? {}).map(
      ([key, value]) => `${key}: ${shown(key, [value].flat().join(', '))}`,
    );
    return {
      reply: {
        view: 'xapi/done',
        data: {
          title: `${step.command} ran on ${step.deviceName}`,
          asked: asked.join(' · '),
          hasAsked: asked.length > 0,
          facts: first.map(({ path, value }) => ({ title: path, value: String(value) })),
          more: told.length > ROWS ? `and ${told.length - ROWS} more values` : '',
          hasMore: told.length > ROWS,
          ...buttons([{ title: step.deviceName, say: `device ${target}` }]),
        },
        text: [
          `${step.command} ran on ${step.deviceName}`,
          ...first.map(({ path, value }) => `${path}: ${value}`),
        ].join('\n'),
      },
      trackingIds: [trackingId],
    };
  },
});

interface Checked {
  command: string;
  arguments?: CommandArguments;
  body?: string;
  facts: Fact[];
}

/** Types the arguments by the schema of this very device. Throws a Problem that names every fault. */
async function check(
  path: string,
  given: Given,
  body: string | undefined,
  device: Device,
  context: ReadContext,
): Promise<Checked> {
  const catalogue = await context.catalogues.of(device);
  const schema = catalogue?.command(path);
  if (catalogue && !schema) throw noCommand(path, device, catalogue);
  const args = new Map<string, { text: string; quoted: boolean }[]>();
  for (const { key, value, quoted: isQuoted } of given)
    args.set(key, [...(args.get(key) ?? []), { text: value, quoted: isQuoted }]);
  const { arguments: typed, faults } = coerceArguments(args, schema?.arguments);
  if (faults.length > 0) {
    throw new Problem(faults[0]?.sentence ?? 'The arguments do not fit', {
      code: 'bad-arguments',
      hint: [
        ...faults.slice(1).map(({ sentence }) => `${sentence}.`),
        `${path} on ${device.displayName} was not sent.`,
        usage(path, schema?.arguments),
      ].join(' '),
      next: mended(faults, path, given, device),
    });
  }
  if (schema && body !== undefined && !schema.takesBody)
    throw new Problem(`${schema.name} takes no body`, {
      code: 'bad-arguments',
      hint: `Leave out the lines after the blank line. ${schema.name} on ${device.displayName} was not sent.`,
    });
  const unchecked = { key: 'unchecked', text: 'Its schema did not come, so I could not check the arguments.' };
  return {
    command: schema?.name ?? path,
    ...(Object.keys(typed).length > 0 && { arguments: typed }),
    ...(body !== undefined && { body }),
    facts: [
      ...Object.entries(typed).map(([key, value]) => ({
        key: `argument:${key}`,
        text: `${key}: ${shown(key, [value].flat().join(', '))}`,
      })),
      ...(schema ? [] : [unchecked]),
    ],
  };
}

/** "Takes Level (required), Device." */
function usage(path: string, schema: Record<string, { required?: boolean }> | undefined): string {
  const names = Object.entries(schema ?? {}).map(([name, { required }]) => (required ? `${name} (required)` : name));
  if (schema && names.length === 0) return `${path} takes no arguments.`;
  return names.length > 0 ? `It takes ${names.slice(0, 12).join(', ')}.` : '';
}

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

/** What was hidden was kept nowhere, so it has to be typed again; nothing is ever sent with dots in its place. */
async function notKept(
  key: string,
  path: string,
  given: Given,
  device: Device,
  { fleet }: ReadContext,
): Promise<Problem> {
  const names = (await fleet.list()).filter(({ displayName }) => displayName === device.displayName);
  const target = onDevice(names.length > 1 ? `id:${device.id}` : device.displayName);
  return new Problem(`I don't keep the value of ${key}`, {
    code: 'secret-not-kept',
    hint: `Nothing was sent. Type it again: ${spelled(path, hidden(given)).replaceAll(HIDDEN, '…')}${target}`,
  });
}

function noCommand(path: string, device: Device, catalogue: Catalogue): Problem {
  const near = catalogue.nearest(path, 'command');
  return new Problem(`${device.displayName} has no command "${path}"`, {
    code: 'no-such-command',
    hint: `${near.length > 0 ? `Nearest: ${near.join(' · ')}. ` : ''}Nothing was sent.`,
    next: near
      .slice(0, 3)
      .map((candidate) => ({ title: candidate, say: `xCommand ${candidate.replaceAll('.', ' ')} on id:${device.id}` })),
  });
}

const hidden = (given: Given): Given =>
  given.map((argument) => ({ ...argument, value: shown(argument.key, argument.value) }));

const spelled = (path: string, given: Given) =>
  [
    'xCommand',
    ...path.split('.'),
    ...given.map(
      ({ key, value, quoted: isQuoted }) =>
        `${key}: ${isQuoted || !/^[-\p{L}\p{N}._]+$/u.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value}`,
    ),
  ].join(' ');
