import { z } from 'zod';
import { askedDevice } from '#fleet/asked.ts';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase, deviceOf, spelled } from '#intent/device-phrase.ts';
import { deviceCard } from './device-card.ts';

/** Shows one device: what it is, where, how it is doing and what can be done with it. */
export const device = defineRead({
  name: 'device',
  aliases: ['show', 'info'],
  topic: 'devices',
  summary: 'Look at one device',
  usage: 'device [<name>]',
  example: (name) => `device ${name}`,
  needs: 'look',
  args: z.object({ device: DevicePhrase }),
  read: (line) => ({ device: deviceOf(line) }),
  say: ({ device: phrase }) => (phrase === undefined ? 'device' : `device ${spelled(phrase)}`),

  run: async ({ device: phrase }, context) => deviceCard(await askedDevice(phrase, context), context),
});
