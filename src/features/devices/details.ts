import { z } from 'zod';
import { askedDevice } from '#fleet/asked.ts';
import { mayBeSeenByLogin, widest } from '#fleet/widest.ts';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase, deviceOf, spelled } from '#intent/device-phrase.ts';
import { detailsCard } from './details-card.ts';

/** Everything that Webex tells of one device. */
export const details = defineRead({
  name: 'details',
  aliases: ['device details', 'details of'],
  topic: 'devices',
  summary: 'See all that Webex knows of a device',
  usage: 'details [<device>]',
  example: (device) => `details ${device}`,
  needs: 'look',
  args: z.object({ device: DevicePhrase }),
  read: (line) => ({ device: deviceOf(line) }),
  say: ({ device }) => (device === undefined ? 'details' : `details ${spelled(device)}`),

  async run({ device: phrase }, context) {
    const seen = await widest(context);
    const { store, space } = context;
    const device = await askedDevice(phrase, { fleet: seen.fleet, store, space }).catch(
      mayBeSeenByLogin(seen, context),
    );
    return detailsCard(device, seen, context);
  },
});
