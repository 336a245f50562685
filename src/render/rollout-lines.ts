import { HAD_IT, isOpen, NOT_BEGUN, PARTLY } from '#lib/rollout.ts';
import { countOf, doneOf, failuresOf, meantOf, reasonsOf } from '#lib/rollout-counts.ts';
import { isWatched, ranSoFar, watchedMs, watchLeftMs, workedMs } from '#lib/rollout-watch.ts';
import { duration } from '#lib/time.ts';
import { plainDateTime } from './markup.ts';
import { isEarly, spreadWords } from './rollout-schedule.ts';
import type { Shown, Told } from './rollout-shown.ts';
import { type Count, reasonWords, type TakerWords } from './rollout-words.ts';

const REASONS = 5;
/** A rate of fewer devices or a shorter time says nothing. */
const LEAST_DONE = 5;
const LEAST_MS = 3_000;

/** Why some failed, and why others were left alone. */
export function notesOf(
  counts: readonly Count[],
  isSurvey: boolean,
  takers: TakerWords | undefined,
): { label: string; text: string; colour: string }[] {
  const groups = isSurvey
    ? [{ label: 'Left out: ', states: ['blocked'], colour: 'default' } as const]
    : [
        { label: 'Failed: ', states: ['failed', 'uncertain'], colour: 'attention' } as const,
        { label: 'Left as they were: ', states: ['skipped'], colour: 'default' } as const,
      ];
  return groups.flatMap(({ label, states, colour }) => {
    const reasons = reasonsOf(counts, states).filter(([reason]) => reason !== NOT_BEGUN);
    const text = reasons
      .slice(0, REASONS)
      .map(([reason, count]) => `${count.toLocaleString('en')} ${reasonWords(reason, takers)}`)
      .join(', ');
    return text === '' ? [] : [{ label, text, colour }];
  });
}

export function surveyLines(counts: readonly Count[]): string[] {
  const [change, same, blocked] = [
    countOf(counts, ['change']),
    countOf(counts, ['same']),
    countOf(counts, ['blocked']),
  ];
  // That all of them are right is said above.
  if (change === 0 && blocked === 0) return [];
  return [
    [
      ...(change > 0 ? [`${change.toLocaleString('en')} to change`] : []),
      ...(same > 0 ? [`${same.toLocaleString('en')} already right`] : []),
      ...(blocked > 0 ? [`${blocked.toLocaleString('en')} left out`] : []),
    ].join(' · '),
  ];
}

export function stateLines(rollout: Shown, counts: readonly Count[]): string[] {
  const { takenBackBy: back } = rollout;
  const isBack = back !== undefined && !isOpen(rollout.status);
  return [
    ...countLines(rollout, counts),
    ...(isBack ? [`Taken back ${back.isWhole ? '' : 'in part '}by rollout ${back.number}.`] : []),
  ];
}

function countLines(rollout: Shown, counts: readonly Count[]): string[] {
  const had = countOf(
    counts.filter(({ reason }) => reason === HAD_IT),
    ['confirmed'],
  );
  const confirmed = countOf(counts, ['confirmed']) - had;
  const [accepted, pending] = [countOf(counts, ['accepted']), countOf(counts, ['pending'])];
  const failed = failuresOf(counts);
  const left = leftOf(rollout, counts);
  const quiet = counts.filter(({ reason }) => reason === 'quiet');
  const waiting = isOpen(rollout.status) ? countOf(quiet, ['change']) : 0;
  const partly = doneOf(counts.filter(({ reason }) => reason === PARTLY));
  const parts = [
    ...(confirmed
      ? [
          `${confirmed.toLocaleString('en')} ${rollout.spec.work.kind === 'command' ? 'done' : 'confirmed by the device'}`,
        ]
      : []),
    ...(had > 0 ? [`${had.toLocaleString('en')} offline, which had not taken the change before`] : []),
    ...(accepted ? [`${accepted.toLocaleString('en')} accepted by Webex`] : []),
    ...(pending
      ? [
          `${pending.toLocaleString('en')} ${rollout.takenBackBy?.isWhole ? 'had not taken it (offline)' : 'pending (offline)'}`,
        ]
      : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en')} failed`] : []),
    ...(waiting > 0
      ? [`${waiting.toLocaleString('en')} ${waiting === 1 ? 'waits' : 'wait'} for the end of quiet hours`]
      : []),
    ...(left > 0 ? [`${left.toLocaleString('en')} not begun`] : []),
    ...(partly > 0 ? [`${partly.toLocaleString('en')} got only a part of it`] : []),
  ];
  return parts.length === 0 ? [] : [parts.join(' · ')];
}

/** What a rollout that is over did not come to. */
export const leftOf = ({ status }: Pick<Shown, 'status'>, counts: readonly Count[]): number =>
  isOpen(status)
    ? 0
    : countOf(counts, ['change']) +
      countOf(
        counts.filter(({ reason }) => reason === NOT_BEGUN),
        ['skipped'],
      );

/** Until when its canary is watched, if it is now. */
export function watchEnd(rollout: Shown, now: number): number | undefined {
  const left = isWatched(rollout) ? watchLeftMs(rollout, now) : undefined;
  return left === undefined ? undefined : now + left;
}

export function timeLines(
  rollout: Shown,
  counts: readonly Count[],
  { now, timeZone, through, total }: Told & { through: number; total: number },
): string[] {
  const { status, stage, stages, checkingSince, dueAt, retriedFrom } = rollout;
  const [ran, worked] = [ranSoFar(rollout, now), workedMs(rollout, now)];
  const when = `${through === 0 ? 'begins' : 'goes on'} on ${plainDateTime(dueAt, timeZone)}`;
  if (status === 'waiting') return [`It ${when}.`];
  if (isEarly(rollout, now)) return [`It ${when} if it is not paused by then.`];
  if (status === 'confirming') return ['Asking the devices whether they took it.'];
  const left = watchLeftMs(rollout, now);
  if (status === 'paused' && left !== undefined)
    return [`Its canary was watched for ${duration(watchedMs(rollout, now))}; ${duration(left)} are left.`];
  // That is said by its own line, on the clock of whoever reads it.
  if (status === 'running' && left !== undefined) return [];
  if (status !== 'running') return rollout.endedAt === undefined || ran < 1_000 ? [] : [`It ran for ${duration(ran)}.`];
  const where =
    retriedFrom !== undefined
      ? 'Once more'
      : stage === 0
        ? meantOf(counts, 0) > 0 && 'Canary'
        : stages > 1 && `Wave ${stage} of ${stages}`;
  const isEnough = stage === 0 && rollout.watch?.isEnough === true;
  const checking =
    checkingSince === undefined
      ? ''
      : isEnough
        ? 'its devices are asked once more, then the others follow'
        : 'checking that these devices are well';
  const spread = checkingSince === undefined ? spreadWords(rollout, counts, { now, timeZone }) : undefined;
  // How fast it goes is what was asked for, then.
  const isTelling = spread === undefined && through >= LEAST_DONE && worked >= LEAST_MS && checkingSince === undefined;
  const rate = through / (worked / 1_000);
  const speed = isTelling
    ? `${rate >= 1 ? `${Math.round(rate)} a second` : `${Math.max(1, Math.round(rate * 60))} a minute`} · about ${duration(((total - through) / rate) * 1_000)} left`
    : '';
  const line = [where, checking, spread, speed].filter(Boolean).join(' · ');
  return line === '' ? [] : [line];
}
