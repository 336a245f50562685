import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { dateTime, plainDateTime } from '#render/markup.ts';
import { buttons } from '#render/replies.ts';

/** Tells somebody which limits hold for them here and now. */
export const limits = defineRead({
  name: 'limits',
  aliases: ['my limits'],
  topic: 'bot',
  summary: 'See which limits hold for you here',
  usage: 'limits',
  example: () => 'limits',
  needs: 'look',
  args: z.object({}),
  read: () => ({}),
  say: () => 'limits',

  async run(_args, { limits: mine, timeZone, asker }) {
    const { lines, person, space, mayBreakGlass, source } = await mine();
    const now = lines.filter(({ until }) => until !== undefined);
    const title =
      lines.length === 0
        ? 'Only the pace of requests is limited here'
        : now.length > 0
          ? 'Quiet hours hold now'
          : 'Your limits here';
    const rate = `You: ${person.left} of ${person.perMinute} requests are left in this minute (${person.saidIn}). This space: ${space.left} of ${space.perMinute} (${space.saidIn}).`;
    const glass = mayBreakGlass
      ? 'You may break the glass: "break glass because <reason>: <what to do>".'
      : `Roles and rules: ${source}.`;
    return {
      view: 'limits/list',
      data: {
        title,
        rows: lines.map(({ name, text, until }) => ({
          name,
          text,
          isNow: until !== undefined,
          until: until === undefined ? '' : dateTime(until),
        })),
        rate,
        glass,
        ...buttons([
          { title: 'Refresh', say: 'limits' },
          ...(asker.may('look') ? [{ title: 'What you can do', say: 'help' }] : []),
        ]),
      },
      text: [
        title,
        ...lines.map(
          ({ name, text, until }) =>
            `${name}: ${text}${until === undefined ? '' : `, until ${plainDateTime(until, timeZone)}`}`,
        ),
        rate,
        glass,
      ].join('\n'),
    };
  },
});
