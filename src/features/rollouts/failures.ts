import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout, RolloutItem } from '#intent/rollouts.ts';
import { nameList } from '#lib/name-list.ts';
import { type ItemState, isOpen } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons, said } from '#render/replies.ts';
import { stepsOf } from '#render/rollout-reply.ts';
import { reasonWords } from '#render/rollout-words.ts';
import { everyItem } from './every-item.ts';
import { RolloutNumber, rolloutNamed } from './named.ts';
import { countsOrRefused, seesItem } from './seen.ts';

const PAGE = 8;
const LONGEST_WHY = 160;

/** In this order: what failed comes before what was only left alone. */
const KINDS: readonly { states: readonly ItemState[]; word: string; colour: string }[] = [
  { states: ['failed', 'uncertain'], word: 'failed', colour: 'attention' },
  { states: ['skipped'], word: 'left as they were', colour: 'warning' },
  { states: ['blocked'], word: 'left out', colour: 'default' },
];

/** Which devices failed or were left out, and why: the most frequent reason first. */
export const rolloutFailures = defineRead({
  name: 'rollout failures',
  aliases: ['rollouts failures', 'rollout failed', 'rollout errors'],
  topic: 'rollouts',
  summary: 'See which devices of a rollout failed, and why',
  usage: 'rollout failures [number] [page:2]',
  example: () => 'rollout failures 7',
  needs: 'administer',
  args: z.object({
    ...RolloutNumber.shape,
    page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
  }),
  read: ({ raw }) => ({
    page: /\bpage:(\d{1,5})\b/i.exec(raw)?.[1],
    number:
      raw
        .replace(/\bpage:\d{1,5}\b/i, '')
        .trim()
        .replace(/^#/, '') || undefined,
  }),
  say: ({ number, page }) => wordsOf(number, page),

  async run({ number: asked, page }, context) {
    const rollout = await rolloutNamed(asked, context, 'failures');
    const { number, spec } = rollout;
    const found = await failuresOf(rollout, context);
    const counts = await countsOrRefused(rollout, context);
    if (found.length === 0)
      return said(`No device of rollout ${number} failed`, {
        detail: [spec.title, await waitWords(rollout, context)].filter(Boolean).join('\n'),
        next: [{ title: 'How far is it', say: `rollout show ${number}` }],
      });
    const pages = Math.ceil(found.length / PAGE);
    const at = Math.min(page, pages);
    const own = new Set((await context.fleet.list()).map(({ id }) => id));
    const rows = found.slice((at - 1) * PAGE, at * PAGE).map(({ name, deviceId, product, reason, why, kind }) => ({
      name: shortened(name, 60),
      product: product === '' ? '' : ` · ${shortened(product, 40)}`,
      reason: shortened(why ?? reasonWords(reason), LONGEST_WHY),
      colour: kind.colour,
      look: `Look at ${shortened(name, 40)}`,
      say: own.has(deviceId) ? `device id:${deviceId}` : `config id:${deviceId}`,
    }));
    const title = `Rollout ${number}: ${KINDS.flatMap((kind) => {
      const count = found.filter((one) => one.kind === kind).length;
      return count === 0 ? [] : [`${count.toLocaleString('en')} ${kind.word}`];
    }).join(', ')}`;
    const about = reasonsIn(found);
    const pageNote = `Page ${at} of ${pages}`;
    return {
      view: 'rollouts/failures',
      data: {
        title,
        about: `${spec.title}. ${about}.`,
        rows,
        pageNote,
        hasPages: pages > 1,
        ...buttons([
          ...(at > 1 ? [{ title: 'Previous', say: wordsOf(number, at - 1) }] : []),
          ...(at < pages ? [{ title: 'Next', say: wordsOf(number, at + 1) }] : []),
          ...stepsOf(rollout, counts).filter(({ title: step }) => /^(?:Retry|Report)/.test(step)),
          { title: 'How far is it', say: `rollout show ${number}` },
        ]),
      },
      text: [title, about, ...rows.map((row) => `${row.name}: ${row.reason}`), ...(pages > 1 ? [pageNote] : [])].join(
        '\n',
      ),
    };
  },
});

const wordsOf = (number: number | undefined, page: number): string =>
  ['rollout failures', number, page > 1 ? `page:${page}` : undefined].filter((word) => word !== undefined).join(' ');

type Failure = Pick<RolloutItem, 'deviceId' | 'name' | 'product' | 'reason' | 'why'> & {
  kind: (typeof KINDS)[number];
};

/** Those that whoever asks may see, the most frequent reason first. Only what a card shows is kept of each. */
async function failuresOf({ id }: Rollout, context: ReadContext): Promise<Failure[]> {
  const sees = await seesItem(context);
  const found: Failure[] = [];
  for await (const item of everyItem(context.store, id, { states: KINDS.flatMap(({ states }) => states) })) {
    const { deviceId, name, product, reason, why, state } = item;
    const kind = KINDS.find(({ states }) => states.includes(state));
    if (kind && (!sees || sees(item))) found.push({ deviceId, name, product, reason, why, kind });
  }
  const counts = Map.groupBy(found, ({ reason }) => reason);
  const often = ({ reason }: Failure) => counts.get(reason)?.length ?? 0;
  return found.sort(
    (left, right) =>
      KINDS.indexOf(left.kind) - KINDS.indexOf(right.kind) ||
      often(right) - often(left) ||
      left.reason.localeCompare(right.reason) ||
      left.name.localeCompare(right.name, 'en'),
  );
}

/** Who waits for something, or did when it ended: "Hardanger was not begun: It is in a call." Nothing where nobody does. */
async function waitWords({ id, status }: Rollout, context: ReadContext): Promise<string> {
  const sees = await seesItem(context);
  const found: RolloutItem[] = [];
  for await (const item of everyItem(context.store, id, { states: ['change'] }))
    if (item.why !== undefined && item.reason !== '' && (!sees || sees(item))) found.push(item);
  return [...Map.groupBy(found, ({ why }) => why)]
    .map(([why, those]) => {
      const names = nameList(
        those.map(({ name }) => name),
        PAGE,
      );
      const is = those.length === 1 ? ['waits', 'was'] : ['wait', 'were'];
      return `${names} ${isOpen(status) ? is[0] : `${is[1]} not begun`}: ${why}.`;
    })
    .join('\n');
}

/** "2 refused by Webex, 1 gone from Webex" */
const reasonsIn = (found: readonly Failure[]): string =>
  [...Map.groupBy(found, ({ reason }) => reason)]
    .sort(([, left], [, right]) => right.length - left.length)
    .map(([reason, those]) => `${those.length.toLocaleString('en')} ${reasonWords(reason)}`)
    .join(', ');
