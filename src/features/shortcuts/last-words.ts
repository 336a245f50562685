import type { ReadContext } from '#intent/command.ts';
import { sameId } from '#lib/ids.ts';

export type Entry = Awaited<ReturnType<ReadContext['store']['audit']['recent']>>[number];

/** Entries of the space that are looked through. */
const LOOKED_THROUGH = 500;

/** What this person asked for in this space, the newest first. */
export async function ownEntries({ store, space, asker }: ReadContext): Promise<Entry[]> {
  const entries = await store.audit.recent({ spaceId: space.id, limit: LOOKED_THROUGH });
  return entries.filter(({ personId }) => sameId(personId, asker.id));
}
