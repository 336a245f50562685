import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';

/** The watches of this space that are meant, of devices that the asker sees: one, or all. Throws a Problem when there is none. */
export async function chosen(
  which: string | undefined,
  { store, space, sees }: Pick<ReadContext, 'store' | 'space' | 'sees'>,
) {
  const isSeen = await sees();
  const running = (await store.watches.inSpace(space.id)).filter(({ deviceId }) => isSeen(deviceId));
  const named = which?.toLowerCase() ?? 'all';
  const found = running.filter(
    ({ id, number }) => named === 'all' || String(number) === named.replace(/^0+(?=\d)/, '') || `id:${id}` === named,
  );
  if (found.length > 0) return found;
  const next = running.length > 0 ? [{ title: 'Watches', say: 'watches' }] : [];
  if (named.startsWith('id:')) throw new Problem('That watch has ended already', { code: 'watch-over', next });
  if (running.length === 0)
    throw new Problem('Nothing is watched here', {
      code: 'no-watch',
      hint: 'For example: watch Audio.Volume on Fjord for 10m',
    });
  throw new Problem(`There is no watch ${named} here`, { code: 'no-watch', next });
}
