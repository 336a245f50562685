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

  async run(_, { store, space, sees, timeZone }) {
    const isSeen = await sees();
    const all = await store.watches.inSpace(space.id);
    const running = all.filter(({ deviceId }) => isSeen(deviceId));
    const hidden = all.length - running.length;
    const count = (many: number) => (many === 1 ? '1 watch' : `${many} watches`);
    if (all.length === 0)
      return said('Nothing is watched here', { detail: 'For example: watch Audio.Volume on Fjord for 10m' });
    if (running.length === 0)
      return said(`${count(hidden)}, of devices that are not yours to see`, { detail: 'Whoever asked can stop them.' });
    const title = hidden > 0 ? `${count(running.length)}, and ${hidden} not yours to see` : count(running.length);
    return watchList(running, { timeZone, title });
  },
});
