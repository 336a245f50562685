import { z } from 'zod';
import { isSeveral, type Selected } from '#fleet/asked.ts';
import { type DeviceStep, devicesFor, planOn } from '#fleet/device-plan.ts';
import { type ManyStep, planOnMany } from '#fleet/many-plan.ts';
import { sendToMany } from '#fleet/many-send.ts';
import { sendWithUndo } from '#fleet/take-back.ts';
import { withBody } from '#intent/body.ts';
import { defineChange, type Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { tierOf, touchesPrivacy } from '#intent/danger.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import { givenIn } from '#intent/form-fields.ts';
import { FormNeeded } from '#intent/form-needed.ts';
import { HIDDEN, namesSecret, wasHidden } from '#lib/hide.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { isTree } from '#lib/tree.ts';
import type { Device } from '#webex/devices.ts';
import { check, Given, unknownCommand, type Wanted } from './checked.ts';
import { ranReply } from './ran.ts';
import { hidden, spelled } from './spelled.ts';

const GRAVE = { key: 'grave', text: 'This can lock the device up, lose its data or open it to others.' };
const Args = z.object({
  path: z.string().regex(/^[A-Za-z]\w*(\.\w+)*$/, 'A command is written like: xCommand Audio Volume Set Level: 40'),
  given: Given,
  body: z.string().max(1_000_000, 'The body must have at most 1,000,000 characters.').optional(),
  device: DevicePhrase,
});

/** Any xCommand in Webex terminal notation, on one device or several, typed and checked by each device's own schema. */
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
    withBody(`${spelled(path, hidden(given))}${onDevice(device)}`, body && namesSecret(body) ? HIDDEN : body),

  record: ({ path, given, body, device }) =>
    `${spelled(path, hidden(given))}${onDevice(device)}${body === undefined ? '' : ' (with a body)'}`,

  async plan({ device: phrase, ...wanted }, context): Promise<Plan<DeviceStep | ManyStep>> {
    const target = await devicesFor(phrase, context);
    const lost = wanted.given.find(({ key, value }) => wasHidden(key, value))?.key;
    if (lost !== undefined) throw await notKept(`the value of ${lost}`, wanted, target, context);
    if (wanted.body?.trim() === HIDDEN) throw await notKept('its body', wanted, target, context);
    if (isSeveral(target)) return planMany(wanted, target, context);
    const checked = check(wanted, target, await context.catalogues.of(target));
    return planOn(target, { ...checked, ...manners(checked.command, checked.arguments) }, context);
  },

  async apply(step: DeviceStep | ManyStep, context) {
    if ('targets' in step) return sendToMany(step, wordsOf(step), context);
    const { result, trackingId, undo } = await sendWithUndo(step, context);
    return { reply: ranReply(step, result, undo?.words), trackingIds: [trackingId], ...(undo && { undo }) };
  },
});

/** What is said of a command before it runs, and what it asks of people. */
function manners(command: string, given: DeviceStep['arguments']) {
  const tier = tierOf(command, given);
  return {
    tier,
    touchesPrivacy: touchesPrivacy(command),
    ...(tier === 3 && { warning: GRAVE }),
    comesBack: command === 'SystemUnit.Boot' && given?.['Action'] !== 'Shutdown',
    title: (name: string) => `Run ${command} on ${name}?`,
    action: () => `Run ${command}`,
    ...(tier >= 1 && { inCall: 'it may be disturbed.' }),
  };
}

/** Each device checks the command by its own schema; what does not fit it leaves it out, and what fits none is mended once for all. */
function planMany(wanted: Wanted, selected: Selected, context: ReadContext): Promise<Plan<ManyStep>> {
  const given = wanted.given.map(({ key, value }): [string, string] => [key, value]);
  const each = async (device: Device) => {
    const catalogue = await context.catalogues.of(device);
    try {
      const { command, arguments: typed, body } = check(wanted, device, catalogue);
      return { command, ...(typed && { arguments: typed }), ...(body !== undefined && { body }) };
    } catch (error) {
      if (catalogue && error instanceof Problem && error.code === 'no-such-command')
        throw unknownCommand(
          `No command "${wanted.path}"`,
          'xCommand',
          wanted.path,
          selected.phrase,
          catalogue,
          wanted.given,
        );
      if (!(error instanceof FormNeeded)) throw error;
      const deviceName = deviceCount(selected.devices.length);
      throw new FormNeeded(error.message, { ...error.form, device: selected.phrase, deviceName, next: [] });
    }
  };
  const facts = hidden(wanted.given).map(({ key, value }) => ({ key: `argument:${key}`, text: `${key}: ${value}` }));
  const path = nameIn(wanted.path, context);
  return planOnMany(selected, { command: path, ...manners(path, Object.fromEntries(given)), facts, each }, context);
}

/** The name in the spelling of the devices, where any of them is known to have it. */
const nameIn = (path: string, { catalogues }: ReadContext): string =>
  catalogues.known().flatMap((catalogue) => catalogue.command(path)?.name ?? [])[0] ?? path;

const wordsOf = ({ command }: ManyStep) => ({
  doing: `Running ${command}`,
  done: (subject: string) => `${command} ran on ${subject}`,
});

/** What was hidden was kept nowhere, so it has to be typed again; nothing is ever sent with dots in its place. */
async function notKept(
  what: string,
  { path, given }: Wanted,
  target: Device | Selected,
  { fleet }: ReadContext,
): Promise<Problem> {
  const on = isSeveral(target) ? target.phrase : await nameOf(target, fleet);
  return new Problem(`I don't keep ${what}`, {
    code: 'secret-not-kept',
    hint: `Nothing was sent. Type it again: ${spelled(path, hidden(given)).replaceAll(HIDDEN, '…')}${onDevice(on)}`,
  });
}

/** Its name, where that names no other. */
async function nameOf({ id, displayName }: Device, fleet: ReadContext['fleet']): Promise<string> {
  const names = (await fleet.list()).filter((device) => device.displayName === displayName);
  return names.length > 1 ? `id:${id}` : displayName;
}
