import { z } from 'zod';
import { endedSteps, watchedWords } from '#fleet/watch-words.ts';
import { defineRead } from '#intent/command.ts';
import { said } from '#render/replies.ts';
import { watchList } from './watch-card.ts';
import { chosen } from './watch-chosen.ts';
import { readWhich, Which } from './watch-words.ts';

/** Ends a watch of this space, or all of them. Whoever may look may stop: it is the space that is told. */
export const unwatch = defineRead({
  name: 'unwatch',
  aliases: ['stop watching', 'stop watch', 'stop watches'],
  topic: 'xapi',
  summary: 'Stop watching',
  usage: 'unwatch [<number> | all]',
  example: () => 'unwatch 1',
  needs: 'look',
  args: z.object({ which: Which }),
  read: ({ text }) => ({ which: readWhich(text) }),
  instead: () => [{ title: 'Watches', say: 'watches' }],
  say: ({ which }) => (which === undefined ? 'unwatch' : `unwatch ${which}`),

  async run({ which }, context) {
    const { store, timeZone } = context;
    const found = await chosen(which, context);
    if (which === undefined && found.length > 1) return watchList(found, { timeZone, title: 'Which one?' });
    for (const { id } of found) await store.watches.end(id);
    const [only, another] = found;
    if (only && !another) return said(`Stopped watching ${watchedWords(only)}`, { next: endedSteps(only) });
    return said(`Stopped ${found.length} watches`);
  },
});
