import { z } from 'zod';
import { askedDevice } from '#fleet/asked.ts';
import { isNamed, matchDevices } from '#fleet/match.ts';
import { readyForStatus } from '#fleet/ready.ts';
import { leaves } from '#fleet/status-tree.ts';
import { defineRead, type ReadContext } from '#intent/command.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import type { Line } from '#intent/line.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { buttons } from '#render/replies.ts';
import type { Device } from '#webex/devices.ts';

const ROWS = 20;
/** Webex takes at most this many expressions a query. */
const MAX_PATHS = 10;
/** Dots between names; wildcards, `[1]`, `[2..3]`, `[2..n]` and `[*]`. */
const Path = z
  .string()
  .regex(
    /^(\*|[A-Za-z][\w-]*)(\[(\d+|\*|n|\d+\.\.(\d+|n))\])?(\.(\*|[\w-]+)(\[(\d+|\*|n|\d+\.\.(\d+|n))\])?)*$/,
    'A status is written like Audio.Volume, Call[*].Status or Network[1].IPv4.*',
  );

const WHICH = 'Which status? For example: status Audio.Volume on Fjord';

/** What most people read first. */
const FIRST = ['Audio.Volume', 'Standby.State', 'SystemUnit.Uptime'];
const Said = z.object({ device: z.string().max(200).optional().catch(undefined) }).catch({ device: undefined });
const examples = (device: string | undefined) =>
  FIRST.map((path) => ({ title: path, say: spelled([path], device, 1) }));

/** What a device says about itself, by xStatus path. */
export const status = defineRead({
  name: 'status',
  topic: 'xapi',
  summary: 'Read a status',
  usage: 'status <path> [on <device>], xStatus <path>',
  example: (device) => `status Audio.Volume on ${device}`,
  needs: 'look',
  takesFilters: true,
  args: z.object({
    // A form sends its paths as one text.
    paths: z.preprocess(
      (given) => (typeof given === 'string' ? split(given) : given),
      z.array(Path, { error: WHICH }).min(1, WHICH).max(MAX_PATHS, `At most ${MAX_PATHS} statuses at a time.`),
    ),
    device: DevicePhrase,
    page: z.coerce.number().int().min(1).catch(1).default(1),
  }),
  read: readStatus,
  instead: (raw) => examples(Said.parse(raw).device),
  say: ({ paths, device, page }) => spelled(paths, device, page),

  async run({ paths, device: phrase, page }, context) {
    if (phrase === undefined) await mustBePath(paths, context);
    const device = await askedDevice(phrase, context);
    readyForStatus(device, context.now);
    const found = leaves(await context.webex.xapi.status(device.id, paths));
    if (found.length === 0) throw await noStatus(paths, device, context);
    const pages = Math.ceil(found.length / ROWS);
    const at = Math.min(page, pages);
    const shown = found.slice((at - 1) * ROWS, at * ROWS);
    const target = `id:${device.id}`;
    const only = found.length === 1 ? found[0] : undefined;
    return {
      view: 'xapi/status',
      data: {
        title: only ? `${only.path}: ${only.value}` : paths.join(', '),
        device: device.displayName,
        facts: only ? [] : shown.map(({ path, value }) => ({ title: path, value: String(value) })),
        pageNote: pages > 1 ? `Page ${at} of ${pages} · ${found.length} values` : '',
        hasPages: pages > 1,
        ...buttons([
          ...(at > 1 ? [{ title: 'Previous', say: spelled(paths, target, at - 1) }] : []),
          ...(at < pages ? [{ title: 'Next', say: spelled(paths, target, at + 1) }] : []),
          { title: 'Refresh', say: spelled(paths, target, at) },
          { title: device.displayName, say: `device ${target}` },
        ]),
      },
      text: [
        device.displayName,
        ...shown.map(({ path, value }) => `${path}: ${value}`),
        ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
      ].join('\n'),
    };
  },
});

/** "status fjord" names a device and no path. A part of a name counts only where the space has no device of its own. */
async function mustBePath(paths: string[], { fleet, store, space }: ReadContext): Promise<void> {
  const name = paths.length === 1 ? (paths[0] ?? '').replaceAll('.', ' ') : '';
  const [device, another] = matchDevices(name, await fleet.list());
  if (!device || another) return;
  if (!isNamed(device, name) && (await store.spaces.device(space.id)) !== undefined) return;
  throw new Problem(`Which status of ${device.displayName}?`, {
    code: 'no-path',
    hint: `For example: status Audio.Volume on ${quoted(device.displayName)}. Its card says how it is doing.`,
    next: [{ title: device.displayName, say: `device id:${device.id}` }, ...examples(`id:${device.id}`)],
  });
}

/** "status Audio.Volume on Fjord", "status on Fjord Audio.Volume", "status Audio Volume", several paths by blanks or commas. */
function readStatus({ words, on, filters }: Line): unknown {
  const page = filters.get('page')?.[0] ?? 1;
  if (words.length === 0 && on !== undefined) {
    const parts = on.split(/\s+/);
    const first = parts.findIndex(isPath);
    if (first > 0) return { paths: split(parts.slice(first).join(' ')), device: parts.slice(0, first).join(' '), page };
    return { paths: [], device: on, page };
  }
  const texts = words.map(({ text }) => text);
  const isList = texts.some((text) => isPath(text) || text.includes(','));
  return { paths: isList ? split(texts.join(' ')) : split(texts.join('.')), device: on, page };
}

const isPath = (text: string): boolean => /[.*[]/.test(text);
function split(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

const spelled = (paths: string[], device: string | undefined, page: number) =>
  `status ${paths.join(' ')}${page > 1 ? ` page:${page}` : ''}${onDevice(device)}`;

/** Webex answers an unknown path with nothing at all, so it is told with the nearest paths this device knows. */
async function noStatus(paths: string[], device: Device, context: ReadContext): Promise<Problem> {
  const path = paths.join(', ');
  const catalogue = await context.catalogues.of(device);
  const near = catalogue?.nearest(paths[0] ?? '', 'status') ?? [];
  const isKnown = near.some((candidate) => candidate.toLowerCase() === path.toLowerCase());
  if (isKnown || (near.length === 0 && path.includes('*')))
    return new Problem(`${device.displayName} has nothing to tell for "${path}" now`, {
      code: 'empty-status',
      hint: 'The status exists, but it has no value at the moment.',
    });
  return new Problem(`${device.displayName} has no status "${path}"`, {
    code: 'no-such-status',
    hint: near.length > 0 ? `Nearest: ${near.join(' · ')}` : 'A status is written like Audio.Volume.',
    next: near.slice(0, 3).map((candidate) => ({ title: candidate, say: `status ${candidate} on id:${device.id}` })),
  });
}
