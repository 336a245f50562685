import { z } from 'zod';
import { defineChange } from '#intent/command.ts';
import { DevicePhrase, deviceOf, spelled } from '#intent/device-phrase.ts';
import { said } from '#render/replies.ts';

interface UseStep {
  device: { id: string; name: string } | undefined;
}

/** Makes a device this space's own, so that words without a device mean it; `use none` takes that back. */
export const use = defineChange({
  name: 'use',
  topic: 'devices',
  summary: "Choose this space's device",
  usage: 'use <device>, use none',
  example: (name) => `use ${name}`,
  needs: 'operate',
  args: z.object({
    device: DevicePhrase.unwrap().or(
      z.undefined({ error: 'Which device? For example: use Fjord. "use none" clears it.' }),
    ),
  }),
  read: (line) => ({ device: deviceOf(line) ?? '' }),
  say: ({ device }) => (device === undefined ? 'use' : `use ${spelled(device)}`),

  async plan({ device: phrase }, context) {
    const isNone = phrase?.toLowerCase() === 'none';
    const device = isNone ? undefined : await context.fleet.one(phrase);
    return {
      tier: 0,
      title: device ? `Use ${device.displayName} in this space?` : 'Use no device in this space?',
      action: 'Use it',
      targets: device ? [{ id: device.id, name: device.displayName }] : [],
      facts: [],
      step: { device: device && { id: device.id, name: device.displayName } },
    };
  },

  async apply({ device }: UseStep, context) {
    await context.store.spaces.setDevice(context.space.id, device?.id);
    const reply = device
      ? said(`This space uses ${device.name}`, {
          detail: 'Words without a device mean it. Naming another one still works.',
          next: [
            { title: 'Look at it', say: `device id:${device.id}` },
            { title: 'Use none', say: 'use none' },
          ],
        })
      : said('This space uses no device', {
          detail: 'Name the device with the words, for example "on Fjord".',
          next: [{ title: 'Devices', say: 'devices' }],
        });
    return { reply, trackingIds: [] };
  },
});
