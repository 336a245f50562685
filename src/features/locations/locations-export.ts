import { z } from 'zod';
import { countryOf, listLocations } from '#fleet/locations.ts';
import { defineRead } from '#intent/command.ts';
import { toCsv } from '#lib/csv.ts';
import { quoted } from '#lib/quoted.ts';
import { said } from '#render/replies.ts';
import { found, pageIn } from './search.ts';

const COLUMNS = [
  'name',
  'address1',
  'address2',
  'postalCode',
  'city',
  'state',
  'country',
  'countryName',
  'timeZone',
  'language',
  'latitude',
  'longitude',
  'notes',
  'id',
];

/** The locations as a file. */
export const locationsExport = defineRead({
  name: 'locations export',
  topic: 'workspaces',
  summary: 'Get locations as a file',
  usage: 'locations export [words]',
  example: () => 'locations export',
  needs: 'look',
  args: z.object({ words: z.string().max(200, 'That is too long to search for.').default('') }),
  read: ({ raw }) => ({ words: pageIn(raw).words }),
  say: ({ words }) => (words === '' ? 'locations export' : `locations export ${quoted(words)}`),

  async run({ words }, context) {
    const { webex } = await context.admin('locations:read');
    const hits = found(words, await listLocations({ webex, sees: await context.seesPlaces() }));
    const here = { title: 'Show here', say: words === '' ? 'locations' : `locations ${quoted(words)}` };
    if (hits.length === 0)
      return said('No location matches', { detail: 'There is nothing to write into a file.', next: [here] });
    const rows = hits.map((one) => {
      const { address = {} } = one;
      return [
        one.name,
        address.address1 ?? '',
        address.address2 ?? '',
        address.postalCode ?? '',
        address.city ?? '',
        address.state ?? '',
        address.country ?? '',
        countryOf(one),
        one.timeZone ?? '',
        one.preferredLanguage ?? '',
        one.latitude ?? '',
        one.longitude ?? '',
        one.notes ?? '',
        one.id,
      ];
    });
    const name = `locations-${new Date(context.now).toISOString().slice(0, 16).replace(':', '')}Z.csv`;
    return {
      ...said(`${hits.length.toLocaleString('en')} ${hits.length === 1 ? 'location' : 'locations'}`, {
        detail: name,
        next: [here],
      }),
      files: [{ name, type: 'text/csv', bytes: new TextEncoder().encode(toCsv(COLUMNS, rows)) }],
      private: { what: 'the file', why: 'It lists what only some of this space may see.' },
    };
  },
});
