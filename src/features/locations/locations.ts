import { z } from 'zod';
import { countryOf, listLocations, streetOf } from '#fleet/locations.ts';
import { defineRead } from '#intent/command.ts';
import { quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons, said } from '#render/replies.ts';
import { found, pageIn } from './search.ts';

const PAGE = 8;

/** The locations of the organisation, by name; words narrow them down by name, city or country. */
export const locations = defineRead({
  name: 'locations',
  topic: 'workspaces',
  summary: 'List locations',
  usage: 'locations [words] [page:2]',
  example: () => 'locations',
  needs: 'look',
  args: z.object({
    words: z.string().max(200, 'That is too long to search for.').default(''),
    page: z.coerce.number({ error: 'page: takes a number.' }).int().min(1).catch(1).default(1),
  }),
  read: ({ raw }) => pageIn(raw),
  say: ({ words, page }) => listWords(words, page),

  async run({ words, page }, context) {
    const { webex } = await context.admin('locations:read');
    const all = await listLocations({ webex, sees: await context.seesPlaces() });
    const newLocation = context.asker.may('administer') ? [{ title: 'New location…', say: 'location new' }] : [];
    const hits = found(words, all);
    if (hits.length === 0)
      return said(all.length === 0 ? 'There are no locations yet' : `No location matches "${shortened(words, 40)}"`, {
        next: [...(all.length === 0 ? [] : [{ title: 'All locations', say: 'locations' }]), ...newLocation],
      });
    const pages = Math.ceil(hits.length / PAGE);
    const at = Math.min(page, pages);
    const shown = hits.slice((at - 1) * PAGE, at * PAGE);
    const count = hits.length.toLocaleString('en');
    const title = `${count} ${hits.length === 1 ? 'location' : 'locations'}${words === '' ? '' : ` ${hits.length === 1 ? 'matches' : 'match'}`}`;
    const rows = shown.map((location) => ({
      name: location.name,
      about: [streetOf(location), countryOf(location)].filter(Boolean).join(', '),
      zone: location.timeZone ?? '',
      say: `location id:${location.id}`,
    }));
    const pageNote = pages > 1 ? `Page ${at} of ${pages}` : '';
    return {
      view: 'locations/list',
      data: {
        title,
        rows,
        pageNote,
        hasPages: pages > 1,
        ...buttons([
          ...(at > 1 ? [{ title: 'Previous', say: listWords(words, at - 1) }] : []),
          ...(at < pages ? [{ title: 'Next', say: listWords(words, at + 1) }] : []),
          ...(words === '' ? [] : [{ title: 'All locations', say: 'locations' }]),
          ...(pages > 1 ? [{ title: 'Export CSV', say: `locations export ${words}`.trim() }] : []),
          ...newLocation,
        ]),
      },
      text: [title, ...rows.map(({ name, about, zone }) => [name, about, zone].filter(Boolean).join(' · ')), pageNote]
        .filter(Boolean)
        .join('\n'),
    };
  },
});

const listWords = (words: string, page: number): string =>
  ['locations', ...(words === '' ? [] : [quoted(words)]), ...(page > 1 ? [`page:${page}`] : [])].join(' ');
