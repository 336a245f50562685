import type { ReadContext } from '#intent/context.ts';

type Entry = Awaited<ReturnType<ReadContext['store']['audit']['recent']>>[number];

/** Rows asked of the store at a time, and how often at most: reads may stand between the changes. */
const SMALLEST_BATCH = 60;
const LARGEST_BATCH = 500;
const MOST_BATCHES = 10;

/**
 * The newest entries of a space that `isWanted`, at least `count` of them where there are as many. A change that was asked
 * for and then confirmed, cancelled or run out is one entry: the later one, with the devices that the plan named.
 */
export async function gather(
  audit: ReadContext['store']['audit'],
  query: { spaceId: string; before?: string | undefined },
  count: number,
  isWanted: (entry: Entry) => boolean,
): Promise<Entry[]> {
  const limit = Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, count * 3));
  let before = query.before;
  let entries: Entry[] = [];
  for (let batch = 0; batch < MOST_BATCHES; batch += 1) {
    const found = await audit.recent({ spaceId: query.spaceId, limit, ...(before !== undefined && { before }) });
    entries = [...entries, ...found.filter(isWanted)];
    before = found.at(-1)?.id;
    const folded = fold(entries);
    if (found.length < limit || folded.length >= count) return folded;
  }
  return fold(entries);
}

/** Newest first, in and out. */
function fold(entries: readonly Entry[]): Entry[] {
  const ended = new Map<string, Entry[]>();
  const folded: Entry[] = [];
  for (const entry of entries) {
    const key = JSON.stringify([entry.personId, entry.action, entry.words]);
    const later = ended.get(key) ?? [];
    if (entry.outcome !== 'planned') {
      const copy = { ...entry };
      folded.push(copy);
      ended.set(key, [...later, copy]);
      continue;
    }
    // The oldest end that came after it and is not taken: nobody ends a plan before it was made.
    const end = later.pop();
    if (!end) folded.push(entry);
    else if (end.targets.length === 0) end.targets = entry.targets;
  }
  return folded;
}
