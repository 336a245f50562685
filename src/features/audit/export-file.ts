import type { ReadContext } from '#intent/context.ts';
import { toCsv } from '#lib/csv.ts';
import type { ReplyFile } from '#render/reply.ts';

type Found = Awaited<ReturnType<ReadContext['store']['audit']['search']>>['entries'][number];

const MOST_BYTES = 5_000_000;
/** Names of so many spaces are looked up; the others are told by their id. */
const MOST_SPACES = 30;

const COLUMNS = [
  'time',
  'person',
  'space',
  'command',
  'words',
  'outcome',
  'devices',
  'detail',
  'trackingIds',
  'id',
  'spaceId',
  'personId',
  'organisationId',
  'deviceIds',
  'chain',
  'number',
  'seal',
];

/** Entries as a file, the newest first, as many as fit; `count` says how many did. */
export async function exportOf(
  found: readonly Found[],
  as: 'csv' | 'json',
  context: Pick<ReadContext, 'titleOf' | 'now'>,
): Promise<{ file: ReplyFile; count: number }> {
  const at = new Date(context.now).toISOString();
  const titles = as === 'csv' ? await titlesOf(found, context) : new Map<string, string | undefined>();
  const lines = found.map((one) => (as === 'csv' ? rowOf(one, titles) : JSON.stringify(one.row)));
  let count = 0;
  for (let bytes = 0; count < lines.length; count += 1) {
    const line = lines[count];
    bytes += Buffer.byteLength(typeof line === 'string' ? line : JSON.stringify(line));
    if (bytes > MOST_BYTES) break;
  }
  const fit = lines.slice(0, count);
  const text =
    as === 'csv'
      ? toCsv(
          COLUMNS,
          fit.filter((line) => typeof line !== 'string'),
        )
      : `{"exportedAt":${JSON.stringify(at)},"entries":[\n${fit.join(',\n')}\n]}\n`;
  return {
    file: {
      name: `audit-${at.slice(0, 16).replace(':', '')}Z.${as}`,
      type: as === 'csv' ? 'text/csv' : 'application/json',
      bytes: new TextEncoder().encode(text),
    },
    count,
  };
}

function rowOf({ entry, row }: Found, titles: ReadonlyMap<string, string | undefined>): (string | number)[] {
  return [
    new Date(entry.at).toISOString(),
    entry.personEmail,
    titles.get(entry.spaceId) ?? '',
    entry.action,
    entry.words,
    entry.outcome,
    entry.targets.map(({ name }) => name).join('; '),
    entry.detail ?? '',
    entry.trackingIds.join('; '),
    entry.id,
    entry.spaceId,
    entry.personId,
    entry.orgId,
    entry.targets.map(({ id }) => id).join('; '),
    row.chain ?? '',
    row.n ?? '',
    row.mac ?? '',
  ];
}

async function titlesOf(found: readonly Found[], { titleOf }: Pick<ReadContext, 'titleOf'>) {
  const ids = [...new Set(found.map(({ entry }) => entry.spaceId))].slice(0, MOST_SPACES);
  return new Map(await Promise.all(ids.map(async (id) => [id, await titleOf(id)] as const)));
}

export const size = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000).toLocaleString('en')} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
