import { z } from 'zod';
import { conditionOf } from '#fleet/condition.ts';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase, deviceOf, spelled } from '#intent/device-phrase.ts';
import { ago, DAY_MS } from '#lib/time.ts';
import { said } from '#render/replies.ts';

/** For how long the bot keeps looking whether a device is back. */
const PATIENCE_MS = DAY_MS;

/** Promises to tell this space when a device is connected again. */
export const notify = defineRead({
  name: 'notify',
  aliases: ['tell me when'],
  topic: 'devices',
  summary: 'Hear when a device is back',
  usage: 'notify <device>',
  example: (name) => `notify ${name}`,
  needs: 'look',
  privately: 'never',
  args: z.object({ device: DevicePhrase }),
  read: (line) => {
    const phrase = deviceOf(line);
    return { device: phrase?.replace(/ is (back|online)( again)?$/i, '') };
  },
  say: ({ device }) => (device === undefined ? 'notify' : `notify ${spelled(device)}`),

  async run({ device: phrase }, { fleet, store, space, parentId, asker, now }) {
    const device = await fleet.one(phrase, await store.spaces.device(space.id));
    const details = [{ title: 'Details', say: `device id:${device.id}` }];
    if (conditionOf(device).isOnline)
      return said(`${device.displayName} is online`, { detail: 'There is nothing to wait for.', next: details });
    const { followUp, isNew } = await store.followUps.add({
      kind: 'back-online',
      deviceId: device.id,
      deviceName: device.displayName,
      spaceId: space.id,
      parentId,
      personId: asker.id,
      since: now,
      deadline: now + PATIENCE_MS,
    });
    if (!isNew)
      return said(`I am already waiting for ${device.displayName}`, {
        detail: `I promised it ${ago(now - followUp.since)} and will tell you here when it is back.`,
        next: details,
      });
    return said(`I will tell you here when ${device.displayName} is back`, {
      detail: 'I look every few seconds at first, then every minute, for 24 hours.',
      next: details,
    });
  },
});
