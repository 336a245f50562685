import { z } from 'zod';
import { valueWords } from '#fleet/configuration-state.ts';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { mayGive } from '#intent/may.ts';
import { dateTime, plainDateTime } from '#render/markup.ts';
import { buttons } from '#render/replies.ts';
import { type Profile, profileNamed, settingCount } from './found.ts';
import { onPage, Page, ProfileName, withPage } from './profile-words.ts';

const PAGE = 15;

/** What a profile says, who saved it and when. */
export const profile = defineRead({
  name: 'profile',
  aliases: ['profile show', 'show profile'],
  topic: 'rollouts',
  summary: 'See a profile of settings',
  usage: 'profile <name> [page:2]',
  example: () => 'profile lobby',
  needs: 'look',
  args: z.object({ name: ProfileName, page: Page }),
  read(line) {
    const { words, page } = withPage(line);
    return { name: words.map(({ text }) => text).join(' '), page };
  },
  instead: () => [{ title: 'Profiles', say: 'profiles' }],
  say: ({ name, page }) => `profile ${name}${onPage(page)}`,

  async run({ name: asked, page }, context) {
    const found = await profileNamed(asked, context, (other) => `profile ${other}`);
    const { name, version, settings, savedAt } = found;
    const pages = Math.max(1, Math.ceil(settings.length / PAGE));
    const at = Math.min(page, pages);
    const rows = settings
      .slice((at - 1) * PAGE, at * PAGE)
      .map(({ key, value }) => ({ key, value: valueWords(value) }));
    const summary = `${settingCount(settings.length)} · version ${version}`;
    const by = `by ${found.by.name ?? found.by.email}${await fromOf(found, context)}`;
    const { timeZone } = context;
    return {
      view: 'profiles/detail',
      data: {
        title: name,
        summary,
        savedAt: dateTime(savedAt),
        by,
        rows,
        pageNote: `Page ${at} of ${pages}`,
        hasPages: pages > 1,
        pageActions: [
          ...(at > 1 ? [{ title: 'Previous', say: `profile ${name}${onPage(at - 1)}` }] : []),
          ...(at < pages ? [{ title: 'Next', say: `profile ${name}${onPage(at + 1)}` }] : []),
        ],
        ...buttons([
          { title: 'Drift…', say: `config drift against ${name}` },
          ...(mayGive('profile apply', context) ? [{ title: 'Roll out…', say: `profile apply ${name}` }] : []),
          { title: 'Export', say: `profile export ${name}` },
          ...(mayGive('profile delete', context) ? [{ title: 'Delete…', say: `profile delete ${name}` }] : []),
        ]),
      },
      text: [
        `${name} · ${summary} · saved ${plainDateTime(savedAt, timeZone)} ${by}`,
        ...rows.map(({ key, value }) => `${key}: ${value}`),
        ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
      ].join('\n'),
    };
  },
});

/** Not everybody may hear of every device. */
async function fromOf({ from, fromId }: Profile, { sees }: ReadContext): Promise<string> {
  if (fromId === undefined) return from === 'words' ? '' : ` from ${from}`;
  return (await sees())(fromId) ? ` from ${from}` : ' from a device';
}
