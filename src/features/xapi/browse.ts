import { z } from 'zod';
import { scopeName, scopeOf } from '#fleet/catalogue-scope.ts';
import { treeOf } from '#fleet/catalogue-tree.ts';
import { defineRead } from '#intent/command.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { browseWords, levelOf, pathTo } from './browsed.ts';
import { readPath } from './entry-words.ts';
import { explained } from './explained.ts';

/** What there is, family by family and level by level. */
export const browse = defineRead({
  name: 'xapi browse',
  aliases: ['xapi', 'xapi list', 'xapi tree', 'browse xapi'],
  topic: 'xapi',
  summary: 'Look through all there is',
  usage: 'xapi browse [<path>] [on <device>]',
  example: () => 'xapi browse',
  needs: 'look',
  takesFilters: true,
  args: z.object({
    path: z.string().max(300, 'That is too long for a path.').default(''),
    /** A name below it, chosen on the card. */
    to: z.string().max(100).optional(),
    device: DevicePhrase,
    page: z.coerce.number().int().min(1).catch(1).default(1),
  }),
  read: ({ words, on, filters }) => ({
    // These would begin a block of code when it is said again.
    ...readPath(words.filter(({ text }) => !text.includes('```'))),
    device: on,
    page: filters.get('page')?.[0] ?? 1,
  }),
  say: ({ path, to, device, page }) => browseWords(to === undefined ? path : pathTo(path, to), { device, page }),

  async run({ path: above, to, device, page }, context) {
    const path = to === undefined ? above : pathTo(above, to);
    const scope = await scopeOf(device, context);
    const tree = treeOf(scope.catalogues);
    const node = tree.at(path);
    if (!node) throw notFound(path, tree.nearest(path, { max: 3 }), device);
    const entry = node.command ?? node.status;
    if (node.children.length === 0 && entry)
      return explained({ kind: entry.kind, name: entry.name, device }, scope, context.asker);
    return levelOf(node, { where: scopeName(scope), device, page });
  },
});

function notFound(path: string, near: readonly string[], device: string | undefined): Problem {
  const words = path.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  return new Problem(`There is no family "${shortened(path, 80)}"`, {
    code: 'no-such-path',
    hint: near.length > 0 ? `Nearest: ${near.join(' · ')}` : 'Look for it by words, or from the top.',
    next: [
      ...near.map((name) => ({ title: name, say: browseWords(name, { device }) })),
      ...(words === '' ? [] : [{ title: 'Search', say: `xapi search ${words}${onDevice(device)}` }]),
      { title: 'All families', say: browseWords('', { device }) },
    ],
  });
}
