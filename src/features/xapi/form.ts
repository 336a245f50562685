import { z } from 'zod';
import { askedDevices, isSeveral } from '#fleet/asked.ts';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { formReply } from '#render/form.ts';
import { formOf, Given, noCommand, unknownCommand } from './checked.ts';
import { hidden, spelled } from './spelled.ts';

/** The form of any xCommand, made from the device's own schema; what was typed stands in it. */
export const form = defineRead({
  name: 'form',
  topic: 'xapi',
  summary: 'Fill in any xAPI command',
  usage: 'form <path> [<Key>: <value> …] [on <device>]',
  example: (device) => `form Audio Volume Set on ${device}`,
  needs: 'operate',
  takesBody: true,
  args: z.object({
    path: z
      .string({ error: 'Which command? For example: form Audio Volume Set' })
      .regex(/^[A-Za-z]\w*(\.\w+)*$/, 'A command is written like: form Audio Volume Set'),
    given: Given,
    body: z.string().max(1_000_000).optional(),
    device: DevicePhrase,
  }),
  // Terminal notation has its own reader: see `intent/parse.ts`.
  read: () => ({}),
  say: ({ path, given, device }) => `${spelled(path, hidden(given), 'form')}${onDevice(device)}`,

  async run({ path, given, body, device: phrase }, context) {
    const asked = await askedDevices(phrase, context);
    const devices = isSeveral(asked) ? asked.devices : [asked];
    const [first] = devices;
    const catalogues = await Promise.all(devices.map((device) => context.catalogues.of(device)));
    const known = catalogues.find((catalogue) => catalogue !== undefined);
    if (!known || !first) throw noSchema(path, given, isSeveral(asked) ? asked.phrase : `id:${asked.id}`, devices);
    // Of several devices the first that has the command gives the form; each checks it by its own schema when it is run.
    const schema = catalogues.flatMap((catalogue) => catalogue?.command(path) ?? [])[0];
    if (isSeveral(asked)) {
      if (!schema) throw unknownCommand(`No command "${path}"`, 'form', path, asked.phrase, known, given);
      const form = formOf(schema, { path, given, body }, first);
      return formReply({ ...form, device: asked.phrase, deviceName: deviceCount(devices.length) });
    }
    if (!schema) throw noCommand('form', path, first, known, given);
    return formReply(formOf(schema, { path, given, body }, first));
  },
});

const noSchema = (path: string, given: Given, on: string, devices: readonly { displayName: string }[]) =>
  new Problem(
    `${devices.length === 1 ? devices[0]?.displayName : 'None of them'} does not say what its commands take`,
    {
      code: 'no-schema',
      hint: 'Its schema did not come, so I can make no form. Written in words, the command is sent as it is.',
      next: [{ title: 'Try again', say: `${spelled(path, hidden(given), 'form')}${onDevice(on)}` }],
    },
  );
