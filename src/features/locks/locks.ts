import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { titleFor } from '#lib/asked-elsewhere.ts';
import { sameId } from '#lib/ids.ts';
import { placeIn } from '#lib/in-line.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import type { NextStep } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { ago, duration } from '#lib/time.ts';
import { buttons, said } from '#render/replies.ts';

/** Rows of each kind: more would not fit on a card. */
const MOST = 8;
const NAMES = 3;
const LONGEST = 120;

const rowOf = (device: string, what: string, about: string, next: NextStep[]) => ({
  device,
  what: shortened(what, LONGEST),
  about,
  ...buttons(next),
});

/** Those that the asker sees; the others are counted. */
function namesOf(devices: readonly { id: string; name: string }[], isSeen: (id: string) => boolean): string {
  const names = devices.filter(({ id }) => isSeen(id)).map(({ name }) => name);
  const hidden = devices.length - names.length;
  const others = hidden > 0 ? [`${deviceCount(hidden)} not yours to see`] : [];
  return [...(names.length > 0 ? [nameList(names, NAMES)] : []), ...others].join(', ');
}

/** Which devices are being changed, by whom, and what waits for them. */
export const locks = defineRead({
  name: 'locks',
  topic: 'devices',
  summary: 'See what is being changed, and what waits',
  usage: 'locks',
  example: () => 'locks',
  needs: 'look',
  args: z.object({}),
  read: () => ({}),
  say: () => 'locks',

  async run(_, { store, asker, space, sees, now }) {
    const [locked, waiting, isSeen] = [await store.locks.all(), await store.queue.all(), await sees()];
    const held = locked.filter(({ deviceId }) => isSeen(deviceId));
    const isMine = ({ personId }: { personId: string }) => sameId(personId, asker.id);
    const line = waiting.filter((one) => isMine(one) || one.devices.some(({ id }) => isSeen(id)));
    const hidden = locked.length - held.length + waiting.length - line.length;
    const hiddenNote = hidden > 0 ? `And ${hidden.toLocaleString('en')} of devices that are not yours to see.` : '';
    const seesAllOf = (holder: string) => locked.every((lock) => lock.holder !== holder || isSeen(lock.deviceId));
    const next = [{ title: 'Refresh', say: 'locks' }];
    if (held.length + line.length === 0)
      return said('Nothing is being changed now', { detail: hiddenNote || 'And nothing waits.', next });
    const rows = [
      ...held
        .slice(0, MOST)
        .map(({ deviceId, deviceName, holder, personName, since, ...lock }) =>
          rowOf(
            deviceName,
            titleFor(lock, space.id, seesAllOf(holder)),
            `${personName} · for ${duration(now - since)}`,
            asker.may('administer') ? [{ title: 'Break the lock…', say: `unlock id:${deviceId}` }] : [],
          ),
        ),
      ...line.slice(0, MOST).map(({ planId, devices, title, space: { id: spaceId }, personId, personName, since }) =>
        rowOf(
          namesOf(devices, isSeen),
          `waits: ${titleFor(
            { title, spaceId },
            space.id,
            devices.every(({ id }) => isSeen(id)),
          )}`,
          `${personName} · place ${placeIn(waiting, planId)} · asked ${ago(now - since)}`,
          isMine({ personId }) ? [{ title: 'Take it back', say: `take back ${planId}` }] : [],
        ),
      ),
    ];
    const title = [
      ...(held.length > 0 ? [`${deviceCount(held.length)} ${held.length === 1 ? 'is' : 'are'} being changed`] : []),
      ...(line.length > 0 ? [`${line.length} ${line.length === 1 ? 'change waits' : 'changes wait'}`] : []),
    ].join(', ');
    const left = Math.max(0, held.length - MOST) + Math.max(0, line.length - MOST);
    const note = [left > 0 ? `And ${left} more.` : '', hiddenNote].filter(Boolean).join(' ');
    return {
      view: 'locks/list',
      data: { title, rows, note, hasNote: note !== '', ...buttons(next) },
      text: [title, ...rows.map(({ device, what, about }) => `${device}: ${what} · ${about}`), note]
        .filter(Boolean)
        .join('\n'),
    };
  },
});
