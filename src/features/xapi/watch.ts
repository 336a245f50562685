import { z } from 'zod';
import { askedDevices, isSeveral } from '#fleet/asked.ts';
import { accessOf, conditionOf } from '#fleet/condition.ts';
import { notGranted } from '#fleet/problems.ts';
import { unanswered } from '#fleet/status-expression.ts';
import { whyMissing } from '#fleet/status-missing.ts';
import type { Value } from '#fleet/status-reading.ts';
import { leaves } from '#fleet/status-tree.ts';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { duration } from '#lib/time.ts';
import type { Device } from '#webex/devices.ts';
import { mustBePath, nothingTold } from './status-one.ts';
import { exampleSteps, statusPaths, statusWords } from './status-words.ts';
import { watchCard } from './watch-card.ts';
import {
  DEFAULT_MS,
  LONGEST_MS,
  MOST_WATCHED,
  readWatchLine,
  Span,
  spanOf,
  TimeOfDay,
  untilOf,
} from './watch-words.ts';

/** A watch of everything would post with every second of the device's clock. */
const MOST_VALUES = 50;
/** What is longer is compared by its beginning. */
const LONGEST_VALUE = 500;
const FIRST_PAUSE_MS = 5_000;

/** Posts in this thread when a status of a device changes; `jobs/watching.ts` looks. */
export const watch = defineRead({
  name: 'watch',
  topic: 'xapi',
  summary: 'Hear when a status changes',
  usage: 'watch <path>[, <path>] on <device> [for 10m | until 14:00]',
  example: (device) => `watch Audio.Volume on ${device} for 10m`,
  needs: 'look',
  privately: 'never',
  args: z.object({
    paths: statusPaths(MOST_WATCHED, 'statuses a watch'),
    device: DevicePhrase,
    for: Span.optional(),
    until: TimeOfDay.optional(),
  }),
  read: readWatchLine,
  instead: () => exampleSteps(undefined, 'watch'),
  say: ({ paths, device, for: span, until }) =>
    [
      'watch',
      ...paths,
      ...(span === undefined ? [] : [`for ${span}`]),
      ...(until === undefined ? [] : [`until ${until}`]),
    ].join(' ') + onDevice(device),

  async run({ paths, device: phrase, for: span, until }, context) {
    if (phrase === undefined) await mustBePath(paths, context, 'watch');
    const device = await askedDevices(phrase, context);
    if (isSeveral(device)) throw oneDeviceOnly(paths, device);
    const { now, store, space, parentId, asker, timeZone } = context;
    const ms = until === undefined ? (spanOf(span ?? '') ?? DEFAULT_MS) : untilOf(until, now, timeZone);
    if (ms > LONGEST_MS) throw tooLong(ms);
    const values = await valuesOf(paths, device, context);
    const kept = await store.watches.add({
      deviceId: device.id,
      deviceName: device.displayName,
      paths,
      spaceId: space.id,
      parentId,
      personId: asker.id,
      personName: asker.displayName,
      nextAt: now + FIRST_PAUSE_MS,
      until: now + ms,
      values: Object.fromEntries(values.map(({ path, value }) => [path, shortened(String(value), LONGEST_VALUE)])),
      isAway: !conditionOf(device).isOnline,
      misses: 0,
      pauseMs: FIRST_PAUSE_MS,
      posts: 0,
    });
    if (!kept) throw noRoom();
    return watchCard(kept.watch, { isNew: kept.isNew, timeZone });
  },
});

/** What the device says now; of one that is offline, whether there is such a status. Throws a Problem for a path that it lacks. */
async function valuesOf(paths: string[], device: Device, context: ReadContext): Promise<Value[]> {
  if (accessOf(device) === 'none') throw notGranted(device);
  const isOnline = conditionOf(device).isOnline;
  const found = isOnline ? leaves(await context.webex.xapi.status(device.id, paths)) : [];
  const silent = unanswered(
    paths,
    found.map(({ path }) => path),
  );
  const unknown = (await whyMissing(silent, [device], context)).filter(({ kind }) => kind === 'unknown');
  if (unknown.length > 0) throw nothingTold(paths, unknown, device, 'watch');
  if (found.length <= MOST_VALUES) return found;
  throw new Problem(`That is ${found.length} values, and I watch at most ${MOST_VALUES} at once`, {
    code: 'too-many-values',
    hint: 'Say more of the path, for example Audio.Volume in place of Audio.',
    next: [{ title: 'See them', say: statusWords({ paths, device: `id:${device.id}` }) }],
  });
}

const oneDeviceOnly = (paths: string[], { phrase, devices }: { phrase: string; devices: readonly Device[] }): Problem =>
  new Problem('I watch one device at a time', {
    code: 'one-at-a-time',
    hint: 'A space can have ten watches. To look at all of them at once, refresh their table: it shows what changed.',
    next: [
      { title: 'Table', say: statusWords({ paths, device: phrase }) },
      ...devices.slice(0, 3).map(({ id, displayName }) => ({
        title: displayName,
        say: statusWords({ paths, device: `id:${id}` }, 'watch'),
      })),
    ],
  });

const tooLong = (ms: number): Problem =>
  new Problem(`That is in ${duration(ms)}, and I watch for ${duration(LONGEST_MS)} at most`, {
    code: 'too-long',
    hint: 'Extend it later, or say a shorter time: "for 2h".',
  });

const noRoom = (): Problem =>
  new Problem('This space has ten watches, and that is as many as it can have', {
    code: 'too-many-watches',
    hint: 'Stop one that is not needed any more.',
    next: [{ title: 'Watches', say: 'watches' }],
  });
