import { z } from 'zod';
import { conditionOf } from '#fleet/condition.ts';
import { NothingLikeIt, slipIn } from '#fleet/meant.ts';
import { noDevices } from '#fleet/problems.ts';
import { select } from '#fleet/select.ts';
import { summaryOf } from '#fleet/summary.ts';
import { defineRead } from '#intent/command.ts';
import { alwaysQuoted, quoted } from '#lib/quoted.ts';
import { buttons } from '#render/replies.ts';
import type { Device } from '#webex/devices.ts';
import type { Location } from '#webex/locations.ts';

const PAGE = 8;
const Page = z.coerce.number({ error: 'page: takes a number.' }).int().min(1).catch(1);

/** Lists the devices this bot sees, filtered and paged. */
export const devices = defineRead({
  name: 'devices',
  aliases: ['list', 'ls'],
  topic: 'devices',
  summary: 'List devices',
  usage: 'devices [words] [tag:x] [product:"Board Pro"] [location:Oslo] [is:offline|online|issues]',
  example: () => 'devices is:offline',
  needs: 'look',
  takesFilters: true,
  args: z.object({
    words: z.string().max(200, 'That is too long to search for.').default(''),
    filters: z.array(z.tuple([z.string(), z.string().max(200)])).default([]),
    page: Page.default(1),
  }),
  read: ({ text, on, filters }) => ({
    words: on === undefined ? text : `${text} on ${on}`,
    filters: [...filters]
      .filter(([key]) => key !== 'page')
      .flatMap(([key, values]) => values.map((value) => [key, value])),
    page: filters.get('page')?.[0] ?? 1,
  }),
  say: ({ words, filters, page }) => spelled(words, filters, page),

  async run({ words, filters, page }, { fleet }) {
    const known = await fleet.list();
    // Somebody may have granted the first one just now, and looks whether it worked.
    const all = known.length > 0 ? known : await fleet.list({ isFresh: true });
    if (all.length === 0) throw noDevices();
    const locations = await fleet.locations();
    const grouped = new Map<string, string[]>();
    for (const [key, value] of filters) grouped.set(key, [...(grouped.get(key) ?? []), value]);
    const found = select(all, words, grouped, locations);
    const slip = found.length === 0 ? slipIn(grouped, all, locations) : undefined;
    if (slip) throw new NothingLikeIt(slip);
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const at = Math.min(page, pages);
    const shown = found.slice((at - 1) * PAGE, at * PAGE);
    const isFiltered = words !== '' || filters.length > 0;
    const title = heading(found.length, isFiltered);
    return {
      view: 'devices/list',
      data: {
        title,
        summary: found.length > 0 ? summaryOf(found) : 'Say "devices" to see all of them.',
        pageNote: pages > 1 ? `Page ${at} of ${pages}` : '',
        hasPages: pages > 1,
        rows: shown.map((device) => row(device, locations)),
        ...buttons([
          ...(at > 1 ? [{ title: 'Previous', say: spelled(words, filters, at - 1) }] : []),
          ...(at < pages ? [{ title: 'Next', say: spelled(words, filters, at + 1) }] : []),
          ...(isFiltered
            ? [{ title: 'All devices', say: 'devices' }]
            : [{ title: 'What needs attention', say: 'devices is:attention' }]),
        ]),
      },
      text: [
        title,
        ...shown.map((device) => `${device.displayName} · ${device.product} · ${conditionOf(device).word}`),
        ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
      ].join('\n'),
    };
  },
});

function heading(count: number, isFiltered: boolean): string {
  if (count === 0) return 'No device matches';
  const noun = count === 1 ? 'device' : 'devices';
  return isFiltered ? `${count} ${noun} ${count === 1 ? 'matches' : 'match'}` : `${count} ${noun}`;
}

function row(device: Device, locations: Map<string, Location>) {
  const { word, colour } = conditionOf(device);
  const place = locations.get(device.locationId ?? '')?.name;
  return {
    name: device.displayName,
    about: [device.product.replace(/^Cisco /, ''), place, device.personId ? 'personal' : undefined]
      .filter(Boolean)
      .join(' · '),
    word,
    colour,
    say: `device id:${device.id}`,
  };
}

function spelled(words: string, filters: readonly (readonly [string, string])[], page: number): string {
  const parts = filters.map(
    ([key, value]) => `${key}:${/^[\p{L}\p{N}._-]+$/u.test(value) ? value : alwaysQuoted(value)}`,
  );
  return [
    'devices',
    ...(words === '' ? [] : [words === quoted(words) ? words : quoted(words)]),
    ...parts,
    ...(page > 1 ? [`page:${page}`] : []),
  ].join(' ');
}
