import { z } from 'zod';
import { askedDevice } from '#fleet/asked.ts';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import { Problem } from '#lib/problem.ts';
import { formReply } from '#render/form.ts';
import { formOf, Given, noCommand } from './checked.ts';
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
    const device = await askedDevice(phrase, context);
    const catalogue = await context.catalogues.of(device);
    if (!catalogue)
      throw new Problem(`${device.displayName} does not say what its commands take`, {
        code: 'no-schema',
        hint: 'Its schema did not come, so I can make no form. Written in words, the command is sent as it is.',
        next: [{ title: 'Try again', say: `${spelled(path, hidden(given), 'form')} on id:${device.id}` }],
      });
    const schema = catalogue.command(path);
    if (!schema) throw noCommand('form', path, device, catalogue);
    return formReply(formOf(schema, { path, given, body }, device));
  },
});
