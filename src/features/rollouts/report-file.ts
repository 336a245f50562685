import type { ReadContext } from '#intent/context.ts';
import type { Rollout, RolloutItem } from '#intent/rollouts.ts';
import { BOM, csvRow } from '#lib/csv.ts';
import { withoutSecrets } from '#lib/hide.ts';
import { PARTLY, restarts, type Was, type Wish } from '#lib/rollout.ts';
import type { ReplyFile } from '#render/reply.ts';
import { reasonWords } from '#render/rollout-words.ts';
import { everyItem } from './every-item.ts';
import { stageWords, stateWords } from './item-words.ts';

/** Files name so many configurations in columns of their own; the rest are told in one. */
const MOST_KEYS = 40;
const ROWS_A_PIECE = 500;

interface Report {
  file: ReplyFile;
  count: number;
}

/**
 * Every device of a rollout as a row of a CSV file, in the order of the plan: what it was, what it is to be, and what came of it.
 * Only those that `sees` lets through, if there is one. Rows are read and written page by page, so that many do not stand in memory twice.
 */
export async function reportFile(
  rollout: Rollout,
  { store, now }: Pick<ReadContext, 'store' | 'now'>,
  sees: ((item: RolloutItem) => boolean) | undefined,
): Promise<Report> {
  const all = await keysOf(rollout, store);
  const keys = all.slice(0, MOST_KEYS);
  const others = new Set(all.slice(MOST_KEYS));
  const pieces: Buffer[] = [];
  let text = BOM + csvRow(headerOf(keys, others.size > 0, restarts(rollout.spec)));
  let count = 0;
  for await (const item of everyItem(store, rollout.id)) {
    if (sees && !sees(item)) continue;
    text += csvRow(rowOf(item, rollout, keys, others));
    count += 1;
    if (count % ROWS_A_PIECE !== 0) continue;
    pieces.push(Buffer.from(text));
    text = '';
  }
  pieces.push(Buffer.from(text));
  const at = new Date(now).toISOString().slice(0, 16).replace(':', '');
  return {
    count,
    file: { name: `rollout-${rollout.number}-${at}Z.csv`, type: 'text/csv', bytes: Buffer.concat(pieces) },
  };
}

/** Every configuration that any of its devices differs in. */
async function keysOf({ id }: Rollout, store: ReadContext['store']): Promise<string[]> {
  const keys = new Set<string>();
  for await (const { wishes = [] } of everyItem(store, id)) for (const { key } of wishes) keys.add(key);
  return [...keys];
}

const headerOf = (keys: readonly string[], hasOthers: boolean, isRestart: boolean): string[] => [
  'device',
  'id',
  'product',
  'stage',
  'state',
  'reason',
  'detail',
  ...keys.flatMap((key) => [`${key} before`, `${key} after`]),
  ...(hasOthers ? ['more changes'] : []),
  'sent',
  'confirmed',
  ...(isRestart ? ['restarted'] : []),
  'tracking id',
];

function rowOf(
  item: RolloutItem,
  { status, spec }: Rollout,
  keys: readonly string[],
  others: ReadonlySet<string>,
): string[] {
  const { name, deviceId, product, wishes = [], before = [], leftAlone = [] } = item;
  const reason = item.reason === '' && leftAlone.length > 0 ? PARTLY : item.reason;
  const why = [item.why, ...leftAlone.map((one) => one.why)].filter(Boolean).join('. ');
  const places = new Map(wishes.map(({ key }, index) => [key, index]));
  const cells = keys.flatMap((key) => {
    const place = places.get(key);
    const wish = place === undefined ? undefined : wishes[place];
    return wish && place !== undefined ? [wasCell(before[place]), wishCell(wish)] : ['', ''];
  });
  const more = wishes.flatMap((wish, index) =>
    others.has(wish.key) ? [`${wish.key}: ${wasCell(before[index])} → ${wishCell(wish)}`] : [],
  );
  return [
    name,
    deviceId,
    product,
    stageWords(item),
    stateWords(item, status, spec.work.kind === 'command'),
    reason === '' ? '' : reasonWords(reason),
    why,
    ...cells,
    ...(others.size > 0 ? [more.join('; ')] : []),
    timeOf(item.sentAt),
    timeOf(item.confirmedAt),
    ...(restarts(spec) ? [restartCell(item)] : []),
    item.trackingId ?? '',
  ];
}

/** Whole, unlike on a card. */
const whole = (value: Was['value']): string =>
  value === null ? 'nothing' : withoutSecrets(Array.isArray(value) ? value.join(', ') : String(value));
const wasCell = (was: Was | undefined): string =>
  was === undefined ? '' : `${whole(was.value)}${was.source === 'default' ? ' (default)' : ''}`;
const wishCell = (wish: Wish): string => ('reset' in wish ? '(default)' : whole(wish.value));

/** When its restart was asked for, and whether it was seen back. */
function restartCell({ isRebooted, sentAt, backAt, state }: RolloutItem): string {
  // Whether it went out is what nobody knows.
  if (!isRebooted) return state === 'uncertain' || state === 'sending' ? 'not known' : 'no';
  return `asked for ${timeOf(sentAt)} · ${backAt === undefined ? 'not seen back' : `back ${timeOf(backAt)}`}`;
}

const timeOf = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
