import { z } from 'zod';
import type { Entry } from '#fleet/catalogue-entries.ts';
import { type Scope, scopeName, scopeOf } from '#fleet/catalogue-scope.ts';
import { searchIn } from '#fleet/catalogue-search.ts';
import { treeOf } from '#fleet/catalogue-tree.ts';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import type { Line } from '#intent/line.ts';
import { Problem } from '#lib/problem.ts';
import { alwaysQuoted, quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons } from '#render/replies.ts';
import { helpFor, markOf, usageOf } from './entry-words.ts';

const ROWS = 10;
const LOOKED_IN = { command: 'Commands', status: 'Statuses', all: 'Commands and statuses' };
const WHAT = 'What do you look for? For example: xapi search volume';
const KINDS: Record<string, 'command' | 'status'> = { commands: 'command', statuses: 'status', status: 'status' };

/** Commands and statuses by words, over all kinds of devices. */
export const search = defineRead({
  name: 'xapi search',
  aliases: ['xapi find', 'search xapi'],
  topic: 'xapi',
  summary: 'Find commands and statuses',
  usage: 'xapi search [commands|statuses] <words> [on <device>]',
  example: () => 'xapi search volume',
  needs: 'look',
  takesFilters: true,
  args: z.object({
    words: z
      .string({ error: WHAT })
      .trim()
      .max(200, 'That is too long to search for.')
      .regex(/[\p{L}\p{N}]/u, WHAT),
    kind: z.enum(['command', 'status']).optional().catch(undefined),
    device: DevicePhrase,
    page: z.coerce.number().int().min(1).catch(1).default(1),
  }),
  read: readSearch,
  instead: () => [{ title: 'Browse', say: 'xapi browse' }],
  say: (args) => spelled(args),

  async run({ words: said, kind, device: phrase, page }, context) {
    const { scope, words, device } = await scopeFor(said, phrase, context);
    const { entries, isPartial } = searchIn(scope.catalogues, words, kind);
    if (entries.length === 0) throw nothing(words, scope);
    const pages = Math.ceil(entries.length / ROWS);
    const at = Math.min(page, pages);
    const shown = entries.slice((at - 1) * ROWS, at * ROWS).map((entry) => row(entry, device, context));
    const go = (to: number) => spelled({ words, kind, device, page: to });
    const title = `${entries.length.toLocaleString('en')} found for "${shortened(words, 60)}"`;
    const about = isPartial
      ? 'None has all of these words; these have some.'
      : `${LOOKED_IN[kind ?? 'all']} ${scopeName(scope)}`;
    return {
      view: 'xapi/search',
      data: {
        title,
        about,
        rows: shown,
        pageNote: `Page ${at} of ${pages}`,
        hasPages: pages > 1,
        ...buttons([
          ...(at > 1 ? [{ title: 'Previous', say: go(at - 1) }] : []),
          ...(at < pages ? [{ title: 'Next', say: go(at + 1) }] : []),
          ...(kind === undefined ? narrower(entries, { words, device }) : []),
          { title: 'Browse', say: 'xapi browse' },
        ]),
      },
      text: [
        title,
        ...shown.map(({ name, usage }) => `${name} · ${usage}`),
        ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
      ].join('\n'),
    };
  },
});

/** "xapi search commands volume", "xapi search volume set on Fjord". */
function readSearch({ words, text, on, filters }: Line): unknown {
  const [first] = words;
  const kind =
    first && !first.quoted && Object.hasOwn(KINDS, first.text.toLowerCase())
      ? KINDS[first.text.toLowerCase()]
      : undefined;
  // "call status" looks for a status of calls; "status call" looks for statuses.
  const isKind = kind !== undefined && words.length > 1;
  return {
    words: isKind
      ? words
          .slice(1)
          .map((word) => word.text)
          .join(' ')
      : text || undefined,
    kind: isKind ? kind : undefined,
    device: on,
    page: filters.get('page')?.[0] ?? 1,
  };
}

interface Asked {
  words: string;
  kind?: 'command' | 'status' | undefined;
  device?: string | undefined;
  page?: number;
}

function spelled({ words, kind, device, page = 1 }: Asked): string {
  const only = kind === undefined ? '' : kind === 'command' ? 'commands ' : 'statuses ';
  // Words that would be read as a kind stand in quotes.
  const isBare = kind !== undefined || !Object.hasOwn(KINDS, words.split(' ')[0]?.toLowerCase() ?? '');
  return `xapi search ${only}${isBare ? quoted(words) : alwaysQuoted(words)}${page > 1 ? ` page:${page}` : ''}${onDevice(device)}`;
}

/** "mute on entry" names no device: all of it are words to look for. */
async function scopeFor(words: string, device: string | undefined, context: ReadContext) {
  try {
    return { scope: await scopeOf(device, context), words, device };
  } catch (error) {
    if (device === undefined || !(error instanceof Problem) || error.code !== 'no-such-device') throw error;
    const scope = await scopeOf(undefined, context);
    const all = `${words} on ${device}`;
    const { entries, isPartial } = searchIn(scope.catalogues, all);
    if (entries.length === 0 || isPartial) throw error;
    return { scope, words: all, device: undefined };
  }
}

function row(entry: Entry, device: string | undefined, { asker }: ReadContext) {
  const { kind, name } = entry;
  const isCommand = kind === 'command';
  const mark = markOf(entry);
  const say = `${helpFor(entry)}${onDevice(device)}`;
  const form = { go: 'Form', goSay: `form ${name}${onDevice(device)}` };
  const read = { go: 'Read', goSay: `status ${name}${onDevice(device)}` };
  return {
    name,
    usage: usageOf(entry),
    ...mark,
    hasMark: mark.mark !== '',
    say,
    ...(!isCommand ? read : asker.may('operate') ? form : { go: 'Explain', goSay: say }),
  };
}

/** Buttons for one kind of entries only, where there are both. */
function narrower(entries: readonly Entry[], { words, device }: { words: string; device: string | undefined }) {
  const commands = entries.filter(({ kind }) => kind === 'command').length;
  if (entries.length <= ROWS || commands === 0 || commands === entries.length) return [];
  return [
    { title: `${commands} commands`, say: spelled({ words, kind: 'command', device }) },
    { title: `${entries.length - commands} statuses`, say: spelled({ words, kind: 'status', device }) },
  ];
}

function nothing(words: string, { catalogues }: Scope): Problem {
  const near = treeOf(catalogues)
    .nearest(words.replaceAll(' ', '.'), { max: 3 })
    .map((path) => ({ title: path, say: `xapi browse ${path}` }));
  return new Problem(`Nothing is called "${shortened(words, 60)}"`, {
    code: 'nothing-found',
    hint:
      near.length > 0
        ? `Nearest: ${near.map(({ title }) => title).join(' · ')}`
        : 'Try fewer or other words, or look through the families.',
    next: [...near, { title: 'Browse', say: 'xapi browse' }],
  });
}
