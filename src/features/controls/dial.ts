import { z } from 'zod';
import { type DeviceStep, deviceFor, planOn, send } from '#fleet/device-plan.ts';
import { defineChange } from '#intent/command.ts';
import { tierOf } from '#intent/danger.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import { quoted } from '#lib/quoted.ts';
import { said } from '#render/replies.ts';

const COMMAND = 'Dial';

/** Places a call from a device: asks, since the room will be seen and heard. */
export const dial = defineChange({
  name: 'dial',
  aliases: ['call'],
  topic: 'control',
  summary: 'Place a call',
  usage: 'dial <number or address> [on <device>]',
  example: (device) => `dial helpdesk@example.com on ${device}`,
  needs: 'operate',
  sends: [COMMAND],
  args: z.object({
    number: z
      .string({ error: 'Whom to call? For example: dial helpdesk@example.com on Fjord' })
      .trim()
      .min(1, 'Whom to call?')
      .max(255, 'The number must have at most 255 characters.'),
    device: DevicePhrase,
  }),
  read: ({ text, on }) => ({ number: text || undefined, device: on }),
  say: ({ number, device }) => `dial ${quoted(number)}${onDevice(device)}`,

  async plan({ number, device: phrase }, context) {
    const device = await deviceFor(phrase, context);
    const wanted = {
      command: COMMAND,
      arguments: { Number: number },
      tier: tierOf(COMMAND),
      title: (name: string) => `Call ${number} from ${name}?`,
      action: () => 'Call',
      facts: [{ key: 'seen', text: 'People in the room will be seen and heard.' }],
      inCall: 'the new call is added to it.',
    };
    return planOn(device, wanted, context);
  },

  async apply(step: DeviceStep, context) {
    const { trackingId } = await send(step, context);
    const target = ` on id:${step.deviceId}`;
    const hangup = `hangup${target}`;
    const next = [
      { title: 'Look at it', say: `device${target}` },
      { title: 'Hang up…', say: hangup },
    ];
    return {
      reply: said(`${step.deviceName} is calling ${String(step.arguments?.['Number'])}`, { next }),
      trackingIds: [trackingId],
      undo: { words: hangup },
    };
  },
});
