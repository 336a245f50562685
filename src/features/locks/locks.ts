import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
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

  async run(_, { store, asker, now }) {
    const [held, line] = [await store.locks.all(), await store.queue.all()];
    const next = [{ title: 'Refresh', say: 'locks' }];
    if (held.length + line.length === 0)
      return said('Nothing is being changed now', { detail: 'And nothing waits.', next });
    const rows = [
      ...held
        .slice(0, MOST)
        .map(({ deviceId, deviceName, personName, title, since }) =>
          rowOf(
            deviceName,
            title,
            `${personName} · for ${duration(now - since)}`,
            asker.may('administer') ? [{ title: 'Break the lock…', say: `unlock id:${deviceId}` }] : [],
          ),
        ),
      ...line.slice(0, MOST).map(({ planId, devices, title, personId, personName, since }) =>
        rowOf(
          nameList(
            devices.map(({ name }) => name),
            NAMES,
          ),
          `waits: ${title.replace(/\?$/, '')}`,
          `${personName} · place ${placeIn(line, planId)} · asked ${ago(now - since)}`,
          sameId(personId, asker.id) ? [{ title: 'Take it back', say: `take back ${planId}` }] : [],
        ),
      ),
    ];
    const title = [
      ...(held.length > 0 ? [`${deviceCount(held.length)} ${held.length === 1 ? 'is' : 'are'} being changed`] : []),
      ...(line.length > 0 ? [`${line.length} ${line.length === 1 ? 'change waits' : 'changes wait'}`] : []),
    ].join(', ');
    const left = Math.max(0, held.length - MOST) + Math.max(0, line.length - MOST);
    const note = left > 0 ? `And ${left} more.` : '';
    return {
      view: 'locks/list',
      data: { title, rows, note, hasNote: note !== '', ...buttons(next) },
      text: [title, ...rows.map(({ device, what, about }) => `${device}: ${what} · ${about}`), note]
        .filter(Boolean)
        .join('\n'),
    };
  },
});
