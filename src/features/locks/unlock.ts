import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase, spelled } from '#intent/device-phrase.ts';
import { readWords, textOf } from '#intent/words.ts';
import { titleFor } from '#lib/asked-elsewhere.ts';
import { nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { duration } from '#lib/time.ts';
import { said } from '#render/replies.ts';

const NAMES = 5;
const MOST_OFFERED = 4;
const LONGEST = 'The reason is too long: 200 characters at most.';

/** "unlock Fjord because it hangs" */
const BECAUSE = /^(?<device>.*?)\s*\bbecause\b:?\s*(?<reason>.*)$/is;

/** Takes a device away from a change that holds it: said with a reason, which the holder is told and the audit keeps. */
export const unlock = defineRead({
  name: 'unlock',
  aliases: ['break lock'],
  topic: 'control',
  summary: "Break somebody's lock of a device",
  usage: 'unlock <device> because <reason>',
  example: (device) => `unlock ${device} because it hangs`,
  needs: 'administer',
  args: z.object({
    device: DevicePhrase,
    reason: z
      .string()
      .transform((text) => text.replace(/\s+/g, ' ').trim())
      .pipe(z.string().max(200, LONGEST))
      .optional(),
  }),
  read({ raw }) {
    const { device = raw, reason } = BECAUSE.exec(raw)?.groups ?? {};
    const { tokens } = readWords(device);
    const named = tokens[0]?.text.toLowerCase() === 'on' && !tokens[0].quoted ? tokens.slice(1) : tokens;
    return { device: textOf(named) || undefined, reason: reason || undefined };
  },
  instead: () => [{ title: 'Locks', say: 'locks' }],
  say: ({ device, reason }) =>
    ['unlock', ...(device === undefined ? [] : [spelled(device)]), ...(reason ? [`because ${reason}`] : [])].join(' '),

  async run({ device: phrase, reason }, { fleet, store, asker, sees, space, parentId, now }) {
    const locks = await store.locks.all();
    const ofSpace = await store.spaces.device(space.id);
    if (phrase === undefined && !locks.some(({ deviceId }) => deviceId === ofSpace)) {
      const isSeen = await sees();
      throw whichOne(locks.filter(({ deviceId }) => isSeen(deviceId)));
    }
    const device = await fleet.one(phrase, ofSpace);
    const lock = locks.find(({ deviceId }) => deviceId === device.id);
    if (!lock) throw notLocked(device.displayName);
    // What this person may break locks of; the change goes on with its other devices.
    const isTheirs = await sees();
    const others = locks.filter(({ holder, deviceId }) => holder === lock.holder && deviceId !== device.id);
    const theirs = others.filter(({ deviceId }) => isTheirs(deviceId));
    const title = titleFor(lock, space.id, theirs.length === others.length);
    const what = `${lock.personName}: ${title}, for ${duration(now - lock.since)}.`;
    if (!reason) {
      const title = `Break the lock of ${device.displayName}?`;
      const about = [
        what,
        'What was sent stays sent, and nothing more is.',
        ...(theirs.length > 0 ? [`It holds ${otherDevices(theirs.length)}, which are freed too.`] : []),
        ...stays(others.length - theirs.length),
      ].join(' ');
      return {
        view: 'locks/unlock',
        data: { title, about, device: `id:${device.id}` },
        text: `${title}\n${about}\nWrite why on the card, or: unlock ${spelled(device.displayName)} because …`,
      };
    }
    const broken = await store.locks.break(device.id, {
      by: asker.displayName,
      reason,
      spaceId: space.id,
      parentId,
      isTheirs,
    });
    if (!broken) throw notLocked(device.displayName);
    const free = broken.devices.filter(({ id }) => id !== device.id).map(({ name }) => name);
    return said(`${device.displayName} is free`, {
      detail: [
        what,
        'What was sent stays sent.',
        ...(free.length > 0 ? [`Also free: ${nameList(free, NAMES)}.`] : []),
        ...stays(broken.left),
        `${broken.personName} is told: ${reason}`,
      ].join(' '),
      next: [{ title: device.displayName, say: `device id:${device.id}` }],
    });
  },
});

const otherDevices = (count: number): string => `${count} other ${count === 1 ? 'device' : 'devices'}`;

/** Devices of the same change that are not for this person to free. */
const stays = (count: number): string[] =>
  count === 0 ? [] : [`It goes on with ${otherDevices(count)}, whose locks are not yours to break.`];

/** Only what is locked can be unlocked. */
const whichOne = (locks: readonly { deviceId: string; deviceName: string }[]): Problem =>
  new Problem(locks.length === 0 ? 'No device is being changed' : 'Which lock?', {
    code: 'which-lock',
    hint: locks.length === 0 ? 'There is no lock to break.' : 'These are being changed. Say why, too.',
    next: [
      ...locks.slice(0, MOST_OFFERED).map(({ deviceId, deviceName }) => ({
        title: deviceName,
        say: `unlock id:${deviceId}`,
      })),
      { title: 'Locks', say: 'locks' },
    ],
  });

const notLocked = (name: string) =>
  new Problem(`Nobody is changing ${name}`, {
    code: 'not-locked',
    hint: 'There is no lock to break.',
    next: [{ title: 'Locks', say: 'locks' }],
  });
