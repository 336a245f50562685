import { z } from 'zod';
import { isSeveral } from '#fleet/asked.ts';
import { type DeviceStep, devicesFor, planOn, send } from '#fleet/device-plan.ts';
import { type ManyStep, planOnMany } from '#fleet/many-plan.ts';
import { sendToMany } from '#fleet/many-send.ts';
import { defineChange } from '#intent/command.ts';
import { tierOf } from '#intent/danger.ts';
import { DevicePhrase, leftOver, onDevice } from '#intent/device-phrase.ts';
import { quoted } from '#lib/quoted.ts';
import { said } from '#render/replies.ts';

/** Seconds the banner stays on the screen. */
const SECONDS = 60;
const COMMAND = 'UserInterface.Message.Alert.Display';

/** Shows a text on a device's screen for a minute. */
export const message = defineChange({
  name: 'message',
  aliases: ['alert', 'msg'],
  topic: 'control',
  summary: 'Show a text on the screen',
  usage: 'message "<text>" [on <device>]',
  example: (device) => `message "Back in 5 minutes" on ${device}`,
  needs: 'operate',
  sends: [COMMAND],
  args: z.object({
    text: z
      .string({ error: 'Which text? For example: message "Back in 5 minutes" on Fjord' })
      .trim()
      .min(1, 'Which text?')
      .max(255, 'The text must have at most 255 characters.'),
    device: DevicePhrase,
  }),
  read({ words: [first, ...rest], text, on }) {
    // What stands beside a text in quotes is no part of it.
    if (first?.quoted && rest.length > 0) throw leftOver(rest.map((word) => word.text).join(' '), on);
    return { text: text || undefined, device: on };
  },
  say: ({ text, device }) => `message ${quoted(text)}${onDevice(device)}`,

  async plan({ text, device: phrase }, context) {
    const wanted = {
      command: COMMAND,
      arguments: { Text: text, Duration: SECONDS },
      tier: tierOf(COMMAND),
      title: (name: string) => `Show "${text}" on ${name}?`,
      action: () => 'Show it',
    };
    const target = await devicesFor(phrase, context);
    return isSeveral(target) ? planOnMany(target, wanted, context) : planOn(target, wanted, context);
  },

  async apply(step: DeviceStep | ManyStep, context) {
    const detail = `"${String(step.arguments?.['Text'])}" · for ${SECONDS} s`;
    if ('targets' in step) {
      const done = (subject: string, are: string) => `${subject} ${are === 'is' ? 'shows' : 'show'} your message`;
      const before = async () => ({ back: { command: 'UserInterface.Message.Alert.Clear', was: 'no message' } });
      return sendToMany(step, { doing: 'Showing your message', done, detail, before }, context);
    }
    const { trackingId } = await send(step, context);
    const clearing = `clear on id:${step.deviceId}`;
    const reply = said(`${step.deviceName} shows your message`, {
      detail,
      next: [{ title: 'Clear it', say: clearing }],
    });
    return { reply, trackingIds: [trackingId], undo: { words: clearing } };
  },
});
