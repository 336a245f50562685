import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { said } from '#render/replies.ts';
import { watchList } from './watch-card.ts';

/** The watches of this space. */
export const watches = defineRead({
  name: 'watches',
  topic: 'xapi',
  summary: 'List what is watched here',
  usage: 'watches',
  example: () => 'watches',
  needs: 'look',
  args: z.object({}),
  read: () => ({}),
  say: () => 'watches',

  async run(_, { store, space, timeZone }) {
    const running = await store.watches.inSpace(space.id);
    if (running.length === 0)
      return said('Nothing is watched here', { detail: 'For example: watch Audio.Volume on Fjord for 10m' });
    return watchList(running, { timeZone, title: running.length === 1 ? '1 watch' : `${running.length} watches` });
  },
});
