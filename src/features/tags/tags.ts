import { z } from 'zod';
import { askedDevice } from '#fleet/asked.ts';
import { isSelection, namesSeveral } from '#fleet/selection.ts';
import { mayBeSeenByLogin, type Widest, widest } from '#fleet/widest.ts';
import { defineRead, type GoOn } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { DevicePhrase, onDevice, spelled } from '#intent/device-phrase.ts';
import type { Line } from '#intent/line.ts';
import type { Reply } from '#render/reply.ts';
import { deviceTags, tagCounts } from './tag-cards.ts';

const LONGEST_LIST = 2_000;

/** All tags with how many devices have them, or those of one device; `tags Fjord = a, b` says the same as "retag". */
export const tags = defineRead({
  name: 'tags',
  aliases: ['show tags', 'list tags'],
  topic: 'devices',
  summary: 'See tags of devices',
  usage: 'tags [<device or selection>] [= <tag>, <tag> …]',
  example: () => 'tags',
  needs: 'look',
  args: z.object({
    device: DevicePhrase,
    /** What they are to be from now on, as typed. */
    to: z.string().max(LONGEST_LIST, 'That is too long for a list of tags.').optional(),
    page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
  }),
  read: readAsked,
  say: ({ device, to, page }) =>
    [
      'tags',
      ...(device === undefined ? [] : [spelled(device)]),
      ...(to === undefined ? [] : [`= ${to}`]),
      ...(page > 1 ? [`page:${page}`] : []),
    ].join(' '),

  async run({ device: phrase, to, page }, context): Promise<Reply | GoOn> {
    if (to !== undefined) return { say: `retag ${to}${onDevice(phrase)}` };
    const seen = await widest(context);
    if (phrase !== undefined && !isSelection(phrase) && !namesSeveral(phrase)) return ofOne(phrase, seen, context);
    const devices = phrase === undefined ? await seen.fleet.list() : await seen.fleet.many(phrase);
    const [only, another] = devices;
    if (phrase !== undefined && only && !another) return ofOne(`id:${only.id}`, seen, context);
    return tagCounts(devices, { phrase, page, note: seen.note });
  },
});

async function ofOne(phrase: string, seen: Widest, context: ReadContext): Promise<Reply> {
  const { store, space, asker } = context;
  const device = await askedDevice(phrase, { fleet: seen.fleet, store, space }).catch(mayBeSeenByLogin(seen, context));
  return deviceTags(device, { mayTag: asker.may('administer'), note: seen.note });
}

const PAGE = /(?:^|\s)page:(\d+)$/i;

function readAsked({ raw, words, on, text }: Line): { device: string | undefined; to?: string; page?: string } {
  const equals = words.findIndex(({ text: word, quoted }) => !quoted && word.startsWith('='));
  if (equals !== -1 && on === undefined) {
    const device = words
      .slice(0, equals)
      .map((word) => word.text)
      .join(' ');
    return { device: device === '' ? undefined : device, to: raw.slice(raw.indexOf('=') + 1).trim() };
  }
  const named = [text, on].filter((part) => part !== undefined && part !== '').join(' on ');
  const [, page] = PAGE.exec(named) ?? [];
  const device = named.replace(PAGE, '').trim();
  return { device: device === '' ? undefined : device, ...(page !== undefined && { page }) };
}
