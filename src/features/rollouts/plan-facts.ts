import type { Fact } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { riskyOf } from '#intent/rollout-weight.ts';
import type { BriefItem, Count, Rollout } from '#intent/rollouts.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { CALL_MS, type Limit, restarts } from '#lib/rollout.ts';
import { countOf, meantOf, mostFailures, USUAL_STOP } from '#lib/rollout-counts.ts';
import { nextOpening } from '#lib/rollout-window.ts';
import { shortened } from '#lib/shorten.ts';
import { duration } from '#lib/time.ts';
import { plainDateTime } from '#render/markup.ts';
import type { TakerWords } from '#render/rollout-words.ts';
import { leftOutFacts } from './plan-left-out.ts';
import { moveFacts, NAMED, namesEach, namesOfFew } from './plan-moves.ts';
import { partFacts } from './plan-parts.ts';

const LONGEST = 120;
const MOST_KEYS = 4;
const MOST_NAMED = 3;

/** What a plan says of many devices, in a few lines: how many change and from what, who is left out and why, and how it goes. */
export function planFacts(
  rollout: Rollout,
  counts: readonly Count[],
  items: readonly BriefItem[],
  { timeZone, now, takers, calls }: Pick<ReadContext, 'timeZone' | 'now'> & { takers?: TakerWords; calls: string },
): Fact[] {
  const changing = items.filter(({ state }) => state === 'change');
  const { spec } = rollout;
  const waits = restarts(spec);
  const isCommand = spec.work.kind === 'command';
  const same = countOf(counts, ['same']);
  const offline = changing.filter(({ wasOnline }) => wasOnline === false).length;
  const isOne = changing.length === 1;
  const verb = isCommand ? (isOne ? 'gets it' : 'get it') : isOne ? 'changes' : 'change';
  const names = namesOfFew(spec, changing);
  const numbers = [
    `${deviceCount(changing.length)} ${verb}${names === '' ? '' : `: ${names}`}`,
    ...(offline > 0
      ? [
          `${offline < changing.length ? `${offline.toLocaleString('en')} of them` : isOne ? 'it' : 'all'} ${offline === 1 ? 'is' : 'are'} offline and will take it later${spec.thenReboot ? ', without a restart' : ''}`,
        ]
      : []),
    ...(same > 0 ? [`${same.toLocaleString('en')} ${same === 1 ? 'is' : 'are'} already right`] : []),
  ].join(' · ');
  return [
    {
      key: `numbers ${changing.length} ${same}`,
      text: [numbers, ...(calls === '' || waits ? [] : [calls])].map((one) => `${one}.`).join(' '),
    },
    ...moveFacts(changing),
    ...partFacts(changing),
    ...leftOutFacts(
      items.filter(({ state }) => state === 'blocked'),
      takers,
      namesEach(spec, changing) ? NAMED : 0,
    ),
    ...argumentsOf(spec.work),
    ...risks(riskyOf(spec, changing)),
    ...(waits ? [callFact(calls)] : []),
    ...courseOf(rollout, counts, { timeZone, now, canaries: changing.filter(({ stage }) => stage === 0) }),
  ];
}

/** Each is asked again right before its turn: that a call begins or ends meanwhile makes no other plan of it. */
const callFact = (calls: string): Fact => ({
  key: 'calls',
  text: [...(calls === '' ? [] : [`${calls}.`]), WAITED_FOR].join(' '),
});

const WAITED_FOR = `A device in a call is waited for, ${CALL_MS / 60_000} min at most; then it is left as it is.`;

/** The same that "config set" says of one device. */
const risks = (keys: readonly string[]): Fact[] =>
  keys.length === 0
    ? []
    : [
        {
          key: `cut-off ${keys.join(' ')}`,
          text: `${nameList(keys, MOST_KEYS)} may take devices off the network or end their calls. Then they can't be set back from here.`,
        },
      ];

/** What a command sends, as it is sent. */
function argumentsOf(work: Rollout['spec']['work']): Fact[] {
  if (work.kind !== 'command') return [];
  const given = Object.entries(work.arguments ?? {}).map(([name, value]) => `${name}: ${[value].flat().join(', ')}`);
  const text = shortened([work.command, ...given].join(' · '), LONGEST);
  return [{ key: `command ${JSON.stringify(work)}`, text }];
}

const namesOf = (items: readonly BriefItem[]): string[] => items.map(({ name }) => shortened(name, 40));

/** How it goes about it; of one device only what is not a matter of course. */
function courseOf(
  { spec, stages }: Rollout,
  counts: readonly Count[],
  { timeZone, now, canaries }: { timeZone: string; now: number; canaries: readonly BriefItem[] },
): Fact[] {
  const { watchMs, overMs, window, startAt, stop = USUAL_STOP } = spec.pacing;
  const total = meantOf(counts);
  const canary = meantOf(counts, 0);
  const from = Math.max(now, startAt ?? now);
  const begins = window ? (nextOpening(window, from) ?? from) : from;
  const spread = overMs === undefined ? '' : `spread over ${duration(overMs)}`;
  const waves = stages > 1 ? `in ${stages} waves` : spread || 'at once';
  const parts = [
    ...(canary > 0
      ? [
          `${canary <= MOST_NAMED ? nameList(namesOf(canaries), MOST_NAMED) : deviceCount(canary)} first, as canary${watchMs === undefined ? '' : `, watched for ${duration(watchMs)}`}; then the other ${total - canary === 1 ? 'one' : `${(total - canary).toLocaleString('en')} ${waves}`}`,
        ]
      : total > 1
        ? [`All ${waves}`]
        : []),
    ...(canary === 0 && watchMs !== undefined ? [NOBODY_FIRST] : []),
    ...(total > 1 ? [stopWords(stop, total)] : []),
    ...(spec.thenReboot ? ['each device restarts after it'] : []),
    ...(spread === '' || (stages <= 1 && total > 1) ? [] : [spread]),
    ...(window
      ? [
          `only from ${window.from} to ${window.to}${window.date === undefined ? '' : ` on ${window.date}`}, ${window.zone}`,
        ]
      : []),
    ...(begins > now ? [`not before ${plainDateTime(begins, timeZone)}`] : []),
  ].join('; ');
  return parts === '' ? [] : [{ key: 'course', text: `${parts.charAt(0).toUpperCase()}${parts.slice(1)}.` }];
}

/** A canary was asked for, and there is none: those that are offline can't be watched, and one device has no other behind it. */
const NOBODY_FIRST = 'nobody goes first, so no canary is watched';

function stopWords(stop: Limit, total: number): string {
  const most = mostFailures(stop, total);
  if (stop === 'never' || most === Infinity) return 'it goes on whatever fails';
  if (most === 0) return 'it stops at the first failure';
  return 'percent' in stop
    ? `it stops when ${stop.percent} % failed`
    : `it stops at ${stop.count.toLocaleString('en')} failures`;
}
