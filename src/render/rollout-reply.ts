import { deviceCount } from '#lib/name-list.ts';
import type { NextStep } from '#lib/problem.ts';
import { changerOf, isOpen, takerOf } from '#lib/rollout.ts';
import { countOf, doneOf, failuresOf, meantOf } from '#lib/rollout-counts.ts';
import { isWatched } from '#lib/rollout-watch.ts';
import { shortened } from '#lib/shorten.ts';
import { clockTime, dateTime, plainDateTime, plainTime } from './markup.ts';
import { buttons } from './replies.ts';
import type { Reply } from './reply.ts';
import { leftOf, notesOf, stateLines, surveyLines, timeLines, watchEnd } from './rollout-lines.ts';
import { momentLines } from './rollout-moment.ts';
import type { Shown, Told } from './rollout-shown.ts';
import { type Count, headOf } from './rollout-words.ts';

const WIDTH = 20;
/** A time of day says enough of what ends within so long. */
const SAME_DAY_MS = 12 * 3_600_000;

/** How far a rollout is, as one card: a bar, the rate, the time left, failures by reason, and what can be done. */
export function progressReply(rollout: Shown, all: readonly Count[], told: Told): Reply {
  // While some are done once more, the others are none of its business.
  const { retriedFrom = 0 } = rollout;
  const counts = isOpen(rollout.status) ? all.filter(({ stage }) => stage >= retriedFrom) : all;
  const { status, number, personName, plannedBy } = rollout;
  const isSurvey = status === 'surveying' || status === 'empty';
  const total = isSurvey ? sum(counts) : meantOf(counts);
  const through = throughOf(rollout, counts, total);
  const percent = total === 0 ? 100 : Math.floor((through / total) * 100);
  const isOff = status === 'cancelled' && rollout.startedAt === undefined;
  const title = isOff ? `Rollout ${number} was not started` : headOf(rollout, counts);
  // Once all of it is said in words, a full bar says nothing.
  const hasBar = status !== 'empty' && status !== 'done' && status !== 'planned' && !isOff;
  const lines = isOff
    ? [`${rollout.spec.title}. Nothing was changed.`]
    : isSurvey || status === 'planned'
      ? surveyLines(counts)
      : [
          ...stateLines(rollout, counts),
          ...momentLines(rollout, told),
          ...timeLines(rollout, counts, { ...told, through, total }),
        ];
  const watchedUntil = watchEnd(rollout, told.now);
  const isLong = watchedUntil !== undefined && watchedUntil - told.now > SAME_DAY_MS;
  const notes = isOff ? [] : notesOf(counts, isSurvey || status === 'planned', told.takers);
  const bar = `${'█'.repeat(Math.round((percent / 100) * WIDTH))}${'░'.repeat(WIDTH - Math.round((percent / 100) * WIDTH))}`;
  const progress = `${through.toLocaleString('en')} of ${deviceCount(total)}`;
  const why = rollout.why === undefined ? '' : shortened(rollout.why, 300);
  return {
    view: 'rollouts/progress',
    data: {
      title,
      percent: hasBar ? `${percent} %` : '',
      hasBar,
      bar,
      progress,
      why,
      hasWhy: why !== '',
      lines: lines.map((text) => ({ text })),
      isWatched: watchedUntil !== undefined,
      watchedUntil: watchedUntil === undefined ? '' : (isLong ? dateTime : clockTime)(watchedUntil),
      notes,
      by:
        plannedBy === undefined
          ? `Rollout ${number} · ${personName}`
          : `Rollout ${number} of ${plannedBy} · started by ${personName}`,
      asked: '',
      hasAsked: false,
      // Who began it is said above.
      known: `Confirmed by ${personName}`,
      ...buttons(isOff ? [] : stepsOf(rollout, counts).filter(({ say }) => told.may?.(say) ?? true)),
    },
    text: [
      hasBar ? `${title} · ${percent} % · ${progress}` : title,
      ...(why === '' ? [] : [why]),
      ...lines,
      ...(watchedUntil === undefined
        ? []
        : [`Canary is being watched until ${(isLong ? plainDateTime : plainTime)(watchedUntil, told.timeZone)}.`]),
      ...notes.map(({ label, text }) => `${label}${text}`),
    ].join('\n'),
  };
}

/** How many devices are behind it; of one that is over, those that were done. */
function throughOf({ status }: Shown, counts: readonly Count[], total: number): number {
  if (status === 'surveying' || status === 'empty') return total - countOf(counts, ['new']);
  return isOpen(status) ? total - countOf(counts, ['change', 'sending']) : doneOf(counts);
}

const sum = (counts: readonly Count[]): number => counts.reduce((all, { count }) => all + count, 0);

const MOST_OTHERS = 2;
/** Other rollouts that reasons name, the latest first. */
const othersIn = (counts: readonly { reason: string }[], numberIn: (reason: string) => number | undefined): number[] =>
  [...new Set(counts.flatMap(({ reason }) => numberIn(reason) ?? []))].sort((a, b) => b - a).slice(0, MOST_OTHERS);

/** Buttons for the rollouts that devices were left to. */
export const takerSteps = (counts: readonly { reason: string }[]): NextStep[] =>
  othersIn(counts, takerOf).map((number) => ({ title: `See rollout ${number}`, say: `rollout show ${number}` }));

/** Why what was changed counts as failed: it has what it got, all the same. */
const CHANGED = new Set(['unhealthy', 'not-confirmed']);

/** What somebody may want to do with it now. */
export function stepsOf(
  shown: Pick<Shown, 'number' | 'status' | 'needsLogin' | 'spec' | 'watch' | 'takenBackBy'>,
  counts: readonly Count[],
): NextStep[] {
  const { number, status, needsLogin, spec, takenBackBy: back } = shown;
  const say = (verb: string, more = '') => `rollout ${verb} ${number}${more}`;
  const isCommand = spec.work.kind === 'command';
  const failed = failuresOf(counts);
  const report = { title: 'Report (file)', say: say('report') };
  const failures = failed > 0 ? [{ title: 'Failures', say: say('failures') }] : [];
  switch (status) {
    case 'surveying':
      return [{ title: 'Cancel', say: say('cancel') }];
    case 'planned':
      return [
        { title: 'The plan', say: say('start') },
        { title: 'Cancel', say: say('cancel') },
      ];
    case 'waiting':
    case 'running':
      return [
        { title: 'Pause', say: say('pause') },
        { title: 'Cancel', say: say('cancel') },
        ...(isWatched(shown) ? [{ title: 'Go on now', say: say('resume', ' now') }] : []),
        ...failures,
      ];
    case 'paused':
      return [
        { title: needsLogin ? 'Log in and go on' : 'Go on', say: say('resume') },
        { title: 'Cancel', say: say('cancel') },
        ...failures,
        report,
      ];
    case 'confirming':
    case 'ending':
      return [...failures];
    case 'empty':
      return [
        ...(countOf(counts, ['blocked']) > 0 ? [{ title: 'Who and why', say: say('failures') }] : []),
        ...takerSteps(counts),
        // What came later has to go first.
        ...othersIn(counts, changerOf).map((changer) => ({
          title: `Take back rollout ${changer}`,
          say: `rollout undo ${changer}`,
        })),
        report,
      ];
    default: {
      // Whether a command ran that nobody knows of is for people to find out.
      // After all of it was taken back what failed then is not wanted any more.
      const again = back?.isWhole ? 0 : countOf(counts, isCommand ? ['failed'] : ['failed', 'uncertain']);
      const left = leftOf(shown, counts);
      const changed =
        doneOf(counts) +
        countOf(
          counts.filter(({ reason }) => CHANGED.has(reason)),
          ['failed', 'uncertain'],
        );
      return [
        ...(again > 0 ? [{ title: `Retry ${again.toLocaleString('en')} failed`, say: say('retry', ' failed') }] : []),
        ...(left > 0 ? [{ title: `Do the ${left.toLocaleString('en')} left`, say: say('retry', ' left') }] : []),
        ...failures,
        // What a command brought about, nobody knows how it was before.
        ...(!isCommand && changed > 0 && !back?.isWhole
          ? [{ title: changed === 1 ? 'Undo' : 'Undo all', say: say('undo') }]
          : []),
        ...(back ? [{ title: `See rollout ${back.number}`, say: `rollout show ${back.number}` }] : []),
        report,
      ];
    }
  }
}
