import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Rollout } from '#intent/rollouts.ts';
import type { NextStep } from '#lib/problem.ts';
import { isOpen } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons, said } from '#render/replies.ts';
import { filtersOf, matching } from './list-filters.ts';
import { rowOf } from './list-row.ts';
import { maySay } from './may-say.ts';
import { seesAny } from './seen.ts';

const PAGE = 8;
const PAGED = /\bpage:(\d{1,5})\b/i;
const PLANS = /(?:^|\s)plans?(?!\S)/i;
/** Older ones are found by their number. */
const MOST = 200;
/** Said the other way round, too. */
const CANCELS = /^plans? cancel$/i;
const CANCEL = 'rollout cancel plans';
/** So many that are over are looked through for those who may not see all devices. */
const MOST_LOOKED = 40;

/**
 * The rollouts of the organisation: those that are under way first, then the newest. Plans that nobody started stand apart. Whoever
 * may pause one may see it; those on devices that somebody may not see are not there for them.
 */
export const rollouts = defineRead({
  name: 'rollouts',
  aliases: ['rollout list', 'list rollouts'],
  topic: 'rollouts',
  summary: 'List rollouts',
  instead: () => [{ title: 'All rollouts', say: 'rollouts' }],
  usage: 'rollouts [plans] [running | waiting | paused | failed | done | mine | by <name> | <configuration>] [page:2]',
  example: () => 'rollouts',
  needs: 'operate',
  args: z.object({
    page: z.coerce.number().int().min(1).max(10_000).catch(1).default(1),
    plans: z.boolean().default(false),
    only: z
      .string()
      .default('')
      .refine((only) => filtersOf(only).unknown.length === 0, {
        error: ({ input }) => `I don't know "${shortened(filtersOf(String(input)).unknown.join(' '), 60)}" of rollouts`,
      }),
    cancels: z.boolean().default(false),
  }),
  read: ({ raw }) => ({
    page: PAGED.exec(raw)?.[1],
    plans: PLANS.test(raw),
    only: CANCELS.test(raw)
      ? ''
      : raw.replace(PAGED, ' ').replace(PLANS, ' ').replace(/\s+/g, ' ').trim().slice(0, 200),
    cancels: CANCELS.test(raw),
  }),
  say: ({ page, plans, only }) => wordsOf(page, plans, only),

  async run({ page, plans: isPlans, only, cancels }, context) {
    if (cancels) return { say: CANCEL };
    const filters = filtersOf(only);
    const there = await rolloutsOf(context);
    if (there.length === 0) return none(context);
    const every = only === '' ? there : await matching(there, filters, context);
    const unstarted = every.filter(({ status }) => status === 'planned');
    const others = every.filter(({ status }) => status !== 'planned');
    const showsPlans = isPlans || (others.length === 0 && (only === '' || unstarted.length > 0));
    const all = showsPlans ? unstarted : others;
    if (all.length === 0 && only !== '')
      return said(`No rollout is there for: ${only}`, { next: [{ title: 'All rollouts', say: wordsOf(1, isPlans) }] });
    const pages = Math.ceil(all.length / PAGE);
    const at = Math.min(page, pages);
    const rows = await Promise.all(all.slice((at - 1) * PAGE, at * PAGE).map((one) => rowOf(one, context)));
    const going = others.filter(({ status }) => isOpen(status)).length;
    const plans = unstarted.length;
    const title = only === '' ? titleOf({ going, plans, isPlans }) : `${showsPlans ? 'Plans' : 'Rollouts'} · ${only}`;
    const pageNote = `Page ${at} of ${pages}`;
    return {
      view: 'rollouts/list',
      data: {
        title,
        rows,
        pageNote,
        hasPages: pages > 1,
        ...buttons([
          ...(at > 1 ? [{ title: 'Previous', say: wordsOf(at - 1, isPlans, only) }] : []),
          ...(at < pages ? [{ title: 'Next', say: wordsOf(at + 1, isPlans, only) }] : []),
          ...(!showsPlans && plans > 0 ? [{ title: 'Plans', say: wordsOf(1, true, only) }] : []),
          ...(showsPlans && only === '' && plans > 1 && maySay(context)(CANCEL)
            ? [{ title: `Cancel all ${plans}…`, say: CANCEL }]
            : []),
          ...(only === '' ? [] : [{ title: 'All rollouts', say: wordsOf(1, false) }]),
          ...(isPlans && only === '' ? [{ title: 'Rollouts', say: wordsOf(1, false) }] : []),
          ...(showsPlans ? [] : stepsFor(others, context)),
        ]),
      },
      text: [
        title,
        ...rows.map(({ look, name, state, bar, about }) => `${look} · ${name} · ${state}${bar} · ${about}`),
        ...(pages > 1 ? [pageNote] : []),
      ].join('\n'),
    };
  },
});

const none = (context: ReadContext) =>
  maySay(context)('rollout')
    ? said('There are no rollouts yet', {
        detail:
          'A rollout changes many devices in stages. For example: rollout Standby.Delay=10 on tag:lobby canary 5%',
        next: [{ title: 'Help', say: 'help rollout' }],
      })
    : said('No rollout is on a device that you may operate', {
        detail: 'A rollout changes many devices in stages. Those who may administer devices start one.',
      });

/** What somebody may want to do with the only one that runs, or is held. */
function stepsFor(all: readonly Rollout[], context: ReadContext): NextStep[] {
  const of = (...states: Rollout['status'][]) => all.filter(({ status }) => states.includes(status));
  const running = of('running', 'confirming');
  const [runs, another] = running.length > 0 ? running : of('waiting');
  const [held, other] = of('paused');
  return [
    ...(runs && !another ? [{ title: `Pause rollout ${runs.number}`, say: `rollout pause ${runs.number}` }] : []),
    ...(held && !other ? [{ title: `Go on with rollout ${held.number}`, say: `rollout resume ${held.number}` }] : []),
  ].filter(({ say }) => maySay(context)(say));
}

function titleOf({ going, plans, isPlans }: { going: number; plans: number; isPlans: boolean }): string {
  const waiting = `${plans} ${plans === 1 ? 'plan is' : 'plans are'} not started`;
  if (isPlans) return plans === 0 ? 'No plan waits to be started' : waiting;
  const running =
    going === 0 ? 'No rollout is under way' : `${going} ${going === 1 ? 'rollout is' : 'rollouts are'} under way`;
  return plans === 0 ? running : `${running}, ${waiting}`;
}

const wordsOf = (page: number, plans: boolean, only = ''): string =>
  ['rollouts', ...(plans ? ['plans'] : []), ...(only === '' ? [] : [only]), ...(page > 1 ? [`page:${page}`] : [])].join(
    ' ',
  );

/** Those that the asker may see a device of. */
async function rolloutsOf(context: ReadContext): Promise<Rollout[]> {
  const { store, asker } = context;
  const open = await store.rollouts.recent({ limit: MOST, isOpen: true });
  const recent = await store.rollouts.recent({ limit: MOST });
  const sees = await context.sees();
  const over = recent.filter(({ status }) => !isOpen(status));
  const theirs = [...open.sort(runningFirst), ...(sees('') ? over : over.slice(0, MOST_LOOKED))].filter(
    ({ orgId }) => orgId === asker.orgId,
  );
  const seen: Rollout[] = [];
  // One after the other: each of them may be long.
  for (const rollout of theirs) if (await seesAny(rollout, context)) seen.push(rollout);
  return seen;
}

const RUNS: readonly Rollout['status'][] = ['running', 'confirming', 'ending', 'paused', 'waiting'];
/** What is changing devices at this moment comes before what only waits; of each the newest first. */
const runningFirst = (left: Rollout, right: Rollout): number =>
  rankOf(left) - rankOf(right) || right.number - left.number;
const rankOf = ({ status }: Rollout): number => (RUNS.includes(status) ? RUNS.indexOf(status) : RUNS.length);
