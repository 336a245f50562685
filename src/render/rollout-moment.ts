import { nameList } from '#lib/name-list.ts';
import { isOpen } from '#lib/rollout.ts';
import { plainTime } from './markup.ts';
import type { Moment, Names, Shown, Told } from './rollout-shown.ts';

const MOST_NAMED = 3;

/** What some of its devices are at just now, or were at when it ended: restarts, calls that are waited for, and what is tried again. */
export function momentLines({ status }: Shown, { moment, timeZone }: Told): string[] {
  if (!moment) return [];
  if (!isOpen(status)) return endedLines(moment, status === 'done');
  const isLooking = status !== 'paused' && status !== 'waiting';
  return [
    ...restartLine(moment, isLooking),
    ...(status === 'running' ? [...callLine(moment, timeZone), ...againLine(moment)] : []),
  ];
}

/** "Fjord and Kew", "12 devices" */
const few = (names: Names): string =>
  names.length <= MOST_NAMED ? nameList(names, MOST_NAMED) : `${names.length.toLocaleString('en')} devices`;
/** ": Fjord and Kew" behind a number, nothing where they are many. */
const named = (names: Names): string => (names.length <= MOST_NAMED ? `: ${nameList(names, MOST_NAMED)}` : '');
const number = (count: number): string => count.toLocaleString('en');

function restartLine({ notBack }: Moment, isLooking: boolean): string[] {
  if (notBack.length === 0) return [];
  const count = number(notBack.length);
  // Nobody looks at devices while it is paused.
  if (!isLooking) return [`${count} restarted and not seen back yet${named(notBack)}.`];
  return [`${count} ${notBack.length === 1 ? 'is' : 'are'} restarting${named(notBack)}.`];
}

function callLine({ inCall, inCallUntil, isSure }: Moment, timeZone: string): string[] {
  if (inCall.length === 0) return [];
  const isOne = inCall.length === 1;
  const why = isSure
    ? isOne
      ? 'it is in a call'
      : 'they are in calls'
    : isOne
      ? 'it does not tell whether it is in a call'
      : 'they are in calls, or do not tell';
  return [`Waiting for ${few(inCall)} until ${plainTime(inCallUntil, timeZone)} at most: ${why}.`];
}

function againLine({ again, answers }: Moment): string[] {
  if (again.length === 0) return [];
  const told = [...answers].filter((answer) => answer !== undefined).sort((left, right) => left - right);
  const why =
    told.length === 0
      ? 'Webex did not answer'
      : `Webex answered ${told.join(' or ')}${told.length < answers.size ? ', or not at all' : ''}`;
  return [`Trying ${few(again)} again: ${why}.`];
}

function endedLines({ restarted, notBack, inCall, isSure }: Moment, isDone: boolean): string[] {
  const away = notBack.length;
  const isOne = inCall.length === 1;
  const call = isOne ? 'it was in a call' : 'they were in calls';
  const back =
    away === 0
      ? ''
      : `; ${away === restarted ? '' : `${number(away)} of them `}not seen back when it ended${named(notBack)}`;
  return [
    // Of one that is done it is a matter of course.
    ...(restarted > 0 && (away > 0 || !isDone)
      ? [`${number(restarted)} ${restarted === 1 ? 'was' : 'were'} restarted${back}.`]
      : []),
    ...(inCall.length > 0
      ? [`${few(inCall)} ${isOne ? 'was' : 'were'} not begun: ${isSure ? call : `${call}, or did not tell`}.`]
      : []),
  ];
}
