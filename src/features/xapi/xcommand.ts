import { z } from 'zod';
import { type DeviceStep, deviceFor, planOn, send } from '#fleet/device-plan.ts';
import { leaves } from '#fleet/status-tree.ts';
import { defineChange, type ReadContext } from '#intent/command.ts';
import { tierOf } from '#intent/danger.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import { givenIn } from '#intent/form-fields.ts';
import { HIDDEN, shown, wasHidden } from '#lib/hide.ts';
import { Problem } from '#lib/problem.ts';
import { isTree } from '#lib/tree.ts';
import { buttons } from '#render/replies.ts';
import type { Device } from '#webex/devices.ts';
import { check, Given } from './checked.ts';
import { hidden, spelled } from './spelled.ts';

const ROWS = 15;
const GRAVE = { key: 'grave', text: 'This can lock the device up, lose its data or open it to others.' };
const Args = z.object({
  path: z.string().regex(/^[A-Za-z]\w*(\.\w+)*$/, 'A command is written like: xCommand Audio Volume Set Level: 40'),
  given: Given,
  body: z.string().max(1_000_000, 'The body must have at most 1,000,000 characters.').optional(),
  device: DevicePhrase,
});

/** Any xCommand in Webex terminal notation, typed and checked by the device's own schema. */
export const xcommand = defineChange({
  name: 'xcommand',
  topic: 'xapi',
  summary: 'Run any xAPI command',
  usage: 'xCommand <path> <Key>: <value> … [on <device>]',
  example: (device) => `xCommand Audio Volume Set Level: 40 on ${device}`,
  needs: 'operate',
  takesBody: true,
  // A form sends its inputs side by side.
  args: z.preprocess((raw) => (isTree(raw) && !('given' in raw) ? { ...raw, ...givenIn(raw) } : raw), Args),
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
    const checked = check({ path, given, body }, device, await context.catalogues.of(device));
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
