import { z } from 'zod';
import { seesEverything } from '#fleet/workspaces.ts';
import { defineRead } from '#intent/command.ts';
import { readKeyed, spelledName } from '#intent/keyed.ts';
import { mayGive } from '#intent/may.ts';
import { dateTime, plainDateTime } from '#render/markup.ts';
import { buttons, said } from '#render/replies.ts';
import { atDesks, type Session, sessionsOf, withNames } from './sessions.ts';

const PAGE = 8;

/** Lists who has which desk, and until when. */
export const hotDesks = defineRead({
  name: 'hot desks',
  aliases: ['hotdesks', 'hot desk', 'hot desk sessions'],
  topic: 'workspaces',
  summary: 'See who has which hot desk',
  usage: 'hot desks [<workspace> | <email>] [page:2]',
  example: () => 'hot desks',
  needs: 'look',
  args: z.object({
    of: z.string().trim().min(1).max(256, 'That is too long for a name.').optional(),
    page: z.coerce.number().int().min(1).max(100_000).catch(1).default(1),
  }),
  read: ({ raw }) => {
    const { rest, given } = readKeyed(raw, ['id', 'page']);
    const { id, page } = given;
    return {
      of:
        id === undefined
          ? rest.replace(/^(?:of|named|on)\s+|^all$/i, '') || undefined
          : `id:${id.replace(/\s+/g, ' ').trim()}`,
      page,
    };
  },
  say: ({ of, page }) => spelled(of, page),

  async run({ of: phrase, page }, context) {
    const admin = await context.admin('hotdesk:read', 'workspaces:read');
    const { found, of } = await sessionsOf({ phrase, say: (other) => spelled(other, 1) }, admin, context);
    const start = (page - 1) * PAGE;
    // Names take a call each, so only those of the page are looked up where nothing is hidden.
    const isWhole = await seesEverything(context);
    const theirs = isWhole ? undefined : await atDesks(found, admin, context);
    const count = theirs?.length ?? found.length;
    const paged =
      theirs?.slice(start, start + PAGE) ?? (await atDesks(found.slice(start, start + PAGE), admin, context));
    const shown = await withNames(paged, admin);
    if (shown.length === 0)
      return said(of === undefined ? 'Nobody has a hot desk' : `No hot desk session: ${of}`, {
        next: phrase === undefined ? [] : [{ title: 'All sessions', say: 'hot desks' }],
      });
    const title = count === 1 ? '1 hot desk session' : `${count} hot desk sessions`;
    const pages = Math.ceil(count / PAGE);
    const canEnd = mayGive('hot desk end', context);
    return {
      view: 'hotdesks/list',
      data: {
        title: of === undefined ? title : `${title}: ${of}`,
        rows: shown.map((session) => rowOf(session, context.now, canEnd)),
        pageNote: `Page ${page} of ${pages}`,
        hasPages: pages > 1,
        ...buttons([
          ...(page > 1 ? [{ title: 'Previous', say: spelled(phrase, page - 1) }] : []),
          ...(page < pages ? [{ title: 'Next', say: spelled(phrase, page + 1) }] : []),
          { title: 'Refresh', say: spelled(phrase, page) },
          ...(phrase === undefined ? [] : [{ title: 'All sessions', say: 'hot desks' }]),
        ]),
      },
      text: [title, ...shown.map((session) => plainRow(session, context.timeZone))].join('\n'),
    };
  },
});

const spelled = (of: string | undefined, page: number): string =>
  [
    'hot desks',
    ...(of === undefined ? [] : [/^id:[\w=-]+$/.test(of) ? of : `of ${spelledName(of)}`]),
    ...(page > 1 ? [`page:${page}`] : []),
  ].join(' ');

function rowOf({ id, desk, person, start, end }: Session, now: number, canEnd: boolean) {
  const isNow = start === undefined || start <= now;
  return {
    desk: desk.displayName,
    person,
    word: isNow ? 'Now' : 'Later',
    colour: isNow ? 'good' : 'default',
    from: start === undefined ? '?' : dateTime(start),
    until: end === undefined ? '?' : dateTime(end),
    show: `workspace id:${desk.id}`,
    canEnd,
    end: `hot desk end session:"${id}"`,
  };
}

const plainRow = ({ desk, person, start, end }: Session, timeZone: string): string =>
  [
    desk.displayName,
    person,
    `${start === undefined ? '?' : plainDateTime(start, timeZone)} – ${end === undefined ? '?' : plainDateTime(end, timeZone)}`,
  ].join(' · ');
