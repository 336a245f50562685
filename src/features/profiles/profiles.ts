import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { mayGive } from '#intent/may.ts';
import { ago } from '#lib/time.ts';
import { buttons, said } from '#render/replies.ts';
import { settingCount } from './found.ts';
import { onPage, Page, withPage } from './profile-words.ts';

const PAGE = 8;

/** The profiles of the organisation, by name. */
export const profiles = defineRead({
  name: 'profiles',
  aliases: ['profile list', 'list profiles'],
  topic: 'rollouts',
  summary: 'List profiles of settings',
  usage: 'profiles [page:2]',
  example: () => 'profiles',
  needs: 'look',
  args: z.object({ page: Page }),
  read: (line) => ({ page: withPage(line).page }),
  say: ({ page }) => `profiles${onPage(page)}`,

  async run({ page }, context) {
    const { store, asker, now } = context;
    const all = await store.profiles.list(asker.orgId);
    const save = mayGive('profile save', context) ? [{ title: 'Save one…', say: 'profile save' }] : [];
    if (all.length === 0)
      return said('There are no profiles yet', {
        detail:
          'A profile keeps settings under a name, to compare devices with it and to roll it out. For example: profile save lobby from Fjord',
        next: save,
      });
    const pages = Math.ceil(all.length / PAGE);
    const at = Math.min(page, pages);
    const rows = all.slice((at - 1) * PAGE, at * PAGE).map(({ name, settings, savedAt, by }) => ({
      name,
      about: `${settingCount(settings.length)} · saved ${ago(now - savedAt)} by ${by.name ?? by.email}`,
      say: `profile ${name}`,
    }));
    const title = all.length === 1 ? '1 profile' : `${all.length} profiles`;
    return {
      view: 'profiles/list',
      data: {
        title,
        rows,
        pageNote: `Page ${at} of ${pages}`,
        hasPages: pages > 1,
        ...buttons([
          ...(at > 1 ? [{ title: 'Previous', say: `profiles${onPage(at - 1)}` }] : []),
          ...(at < pages ? [{ title: 'Next', say: `profiles${onPage(at + 1)}` }] : []),
          ...save,
          { title: 'Drift checks', say: 'drift checks' },
        ]),
      },
      text: [
        title,
        ...rows.map(({ name, about }) => `${name} · ${about}`),
        ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
      ].join('\n'),
    };
  },
});
