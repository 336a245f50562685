import { tagWords } from '#fleet/tags.ts';
import { spelled } from '#intent/device-phrase.ts';
import { deviceCount } from '#lib/name-list.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { Device } from '#webex/devices.ts';

const PAGE = 8;
/** Tags of one device that have a row of their own. */
const ROWS = 12;

/** All tags of these devices, the most frequent first. `phrase` is what named them; undefined for all there are. */
export function tagCounts(
  devices: readonly Device[],
  { phrase, page, note }: { phrase: string | undefined; page: number; note: string | undefined },
): Reply {
  const counts = new Map<string, number>();
  for (const { tags } of devices) for (const tag of new Set(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  const all = [...counts].sort(([left, few], [right, many]) => many - few || left.localeCompare(right, 'en'));
  const without = devices.filter(({ tags }) => tags.length === 0).length;
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const at = Math.min(page, pages);
  const shown = all.slice((at - 1) * PAGE, at * PAGE);
  const scope = phrase === undefined ? '' : ` ${spelled(phrase)}`;
  const count = all.length.toLocaleString('en');
  const title = all.length === 0 ? 'No device has a tag' : `${count} ${all.length === 1 ? 'tag' : 'tags'}`;
  const withoutOne = without === 0 ? '' : ` · ${deviceCount(without)} without a tag`;
  const summary =
    all.length === 0
      ? 'Give one a tag: "tag lobby on Fjord".'
      : `Among ${deviceCount(devices.length)}${withoutOne}${note === undefined ? '' : ` · ${note}`}`;
  const turn = (to: number) => `tags${scope} page:${to}`;
  return {
    view: 'tags/list',
    data: {
      title,
      summary,
      rows: shown.map(([name, number]) => ({ name, count: deviceCount(number), say: `devices tag:${inQuotes(name)}` })),
      pageNote: pages > 1 ? `Page ${at} of ${pages}` : '',
      hasPages: pages > 1,
      ...buttons([
        ...(at > 1 ? [{ title: 'Previous', say: turn(at - 1) }] : []),
        ...(at < pages ? [{ title: 'Next', say: turn(at + 1) }] : []),
        ...(phrase === undefined ? [] : [{ title: 'All tags', say: 'tags' }]),
        { title: 'Devices', say: 'devices' },
      ]),
    },
    text: [
      title,
      summary,
      ...shown.map(([name, number]) => `${name} · ${deviceCount(number)}`),
      ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
    ].join('\n'),
  };
}

/** The tags of one device, each with the way to take it off. */
export function deviceTags(device: Device, { mayTag, note }: { mayTag: boolean; note: string | undefined }): Reply {
  const target = `id:${device.id}`;
  const { tags, displayName } = device;
  const shown = tags.slice(0, ROWS);
  const more = tags.length - shown.length;
  const title = `${displayName} has ${tags.length > 1 ? `${tags.length} tags` : tagWords(tags)}`;
  const rest = [
    ...(more > 0 ? [`And ${more} more: the details have all of them.`] : []),
    ...(note === undefined ? [] : [note]),
  ].join(' ');
  return {
    view: 'tags/device',
    data: {
      title,
      rows: shown.map((name) => ({
        name,
        see: `devices tag:${inQuotes(name)}`,
        canTakeOff: mayTag,
        takeOff: `untag ${inQuotes(name)} on ${target}`,
      })),
      rest,
      hasRest: rest !== '',
      canTag: mayTag,
      device: target,
      ...buttons([
        { title: 'Details', say: `details ${target}` },
        { title: 'All tags', say: 'tags' },
      ]),
    },
    text: [title, ...(tags.length > 1 ? shown : []), rest].filter(Boolean).join('\n'),
  };
}

const inQuotes = (text: string): string =>
  /^[\p{L}\p{N}._-]+$/u.test(text) && text.toLowerCase() !== 'on' ? text : alwaysQuoted(text);
