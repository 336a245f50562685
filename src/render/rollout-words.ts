import { deviceCount } from '#lib/name-list.ts';
import {
  answerOf,
  changerOf,
  HAD_IT,
  type ItemState,
  isOpen,
  PARTLY,
  type Spec,
  type Status,
  takerOf,
} from '#lib/rollout.ts';
import { countOf, doneOf, meantOf } from '#lib/rollout-counts.ts';
import { titleOn } from '#lib/rollout-title.ts';
import { shortened } from '#lib/shorten.ts';

/** How many devices are in one state, stage and for one reason. */
export interface Count {
  state: ItemState;
  stage: number;
  reason: string;
  count: number;
}

type Asked = Pick<Spec, 'title' | 'undoes' | 'work'>;

/** Why devices failed or were left out, in words: "3 refused by Webex". */
const REASON_WORDS: Record<string, string> = {
  gone: 'gone from Webex',
  forbidden: 'not allowed by Webex',
  refused: 'refused by Webex',
  'no-answer': 'without an answer',
  unknown: 'not known',
  unread: 'could not be read',
  locked: 'busy with a change of somebody else',
  'lock-broken': 'taken over by somebody else',
  changed: 'changed by somebody since',
  'changed-after': 'changed back by somebody',
  unhealthy: 'worse off after the change',
  'not-confirmed': 'did not take it',
  'not-restarted': 'changed, but not restarted',
  'not-allowed': 'not covered by your roles',
  'not-editable': "that can't be edited",
  'unknown-key': 'without this configuration',
  value: "that can't take this value",
  secret: 'that have a secret there',
  several: 'for several reasons',
  partly: 'only a part of it',
  [HAD_IT]: 'offline, and as it was: the change before had not reached it',
  offline: 'offline',
  'not-granted': 'that I may not send commands to',
  'not-capable': 'without this command',
  arguments: 'with other arguments',
  personal: 'personal',
  'in-call': 'in a call',
  quiet: 'in quiet hours',
  elsewhere: 'in another rollout',
  cancelled: 'not begun',
  broken: 'failed on my side',
};

/** Whose a rollout is that devices were left to, by its number. */
export type TakerWords = ReadonlyMap<number, string>;

export function reasonWords(reason: string, takers?: TakerWords): string {
  const changer = changerOf(reason);
  const taker = takerOf(reason);
  const answer = answerOf(reason);
  if (answer !== undefined) return `to which Webex answered ${answer}`;
  const owner = taker === undefined ? undefined : takers?.get(taker);
  if (taker !== undefined) return `in rollout ${taker}${owner === undefined ? '' : ` of ${shortened(owner, 40)}`}`;
  return changer === undefined ? (REASON_WORDS[reason] ?? reason) : `changed by rollout ${changer} since`;
}

/** What is rolled out, as it goes on after a verb: of what is taken back, which rollout. */
const subjectOf = ({ title, undoes }: Asked): string =>
  undoes === undefined ? title : title.replace(/^take back /, '');

const STATUS_WORDS: Record<Status, { word: string; colour: string }> = {
  surveying: { word: 'looking at its devices', colour: 'default' },
  planned: { word: 'planned, not started', colour: 'default' },
  waiting: { word: 'waiting for its time', colour: 'default' },
  running: { word: 'running', colour: 'accent' },
  paused: { word: 'paused', colour: 'warning' },
  confirming: { word: 'all sent', colour: 'accent' },
  ending: { word: 'stopping', colour: 'warning' },
  done: { word: 'done', colour: 'good' },
  stopped: { word: 'stopped', colour: 'attention' },
  cancelled: { word: 'cancelled', colour: 'default' },
  empty: { word: 'nothing to do', colour: 'default' },
};

/** Where a rollout is, for a list. */
export const statusWords = ({
  status,
  takenBackBy,
}: {
  status: Status;
  takenBackBy?: { isWhole: boolean } | undefined;
}): { word: string; colour: string } => {
  if (takenBackBy === undefined || isOpen(status)) return STATUS_WORDS[status];
  return takenBackBy.isWhole
    ? { word: 'taken back', colour: 'default' }
    : { ...STATUS_WORDS[status], word: `${STATUS_WORDS[status].word}, in part taken back` };
};

const number = (count: number): string => count.toLocaleString('en');

/** What a card of a rollout says first. */
export function headOf(
  { status, spec, takenBackBy }: { status: Status; spec: Asked; takenBackBy?: { isWhole: boolean } | undefined },
  counts: readonly Count[],
): string {
  const isBack = spec.undoes !== undefined;
  const subject = subjectOf(spec);
  const whole = isBack ? `take back ${subject}` : subject;
  if (takenBackBy?.isWhole && !isOpen(status)) return `Was taken back: ${whole}`;
  switch (status) {
    case 'surveying':
      return `Looking at the devices: ${whole}`;
    case 'planned':
      return `Planned: ${whole}`;
    case 'waiting':
      return `Waiting for its time: ${whole}`;
    case 'running':
      if (isBack) return `Taking back ${subject}`;
      return spec.work.kind === 'command' ? `Under way: ${subject}` : `Rolling out ${subject}`;
    case 'paused':
      return `Paused: ${whole}`;
    case 'confirming':
      return `All sent: ${whole}`;
    case 'ending':
      return `Stopping: ${whole}`;
    case 'done':
      return (
        laterHead(spec, counts) ??
        doneHead(spec, doneOf(counts), meantOf(counts), doneOf(counts.filter(({ reason }) => reason === PARTLY)) > 0)
      );
    case 'stopped':
      return `Stopped: ${whole}`;
    case 'cancelled':
      return `Cancelled: ${whole}`;
    case 'empty':
      return emptyHead(spec, counts);
  }
}

/** "Done: 184 of 187 devices have Standby.Delay 10" */
function doneHead(spec: Asked, done: number, total: number, isPart: boolean): string {
  const share =
    done === total
      ? total === 1
        ? '1 device'
        : `all ${deviceCount(total)}`
      : `${number(done)} of ${deviceCount(total)}`;
  const who = done === 0 ? (total === 1 ? 'the device' : `none of ${deviceCount(total)}`) : share;
  if (spec.work.kind === 'command') return done === 0 ? `Failed: ${spec.title}` : `Done: ${titleOn(spec, who)}`;
  const isOne = total === 1 || done === 1;
  // "The device" and "none" of them alone make another sentence.
  if (done === 0)
    return spec.undoes === undefined
      ? `Failed: ${spec.title} on ${who}`
      : `Failed: ${who} got back what ${total === 1 ? 'it' : 'they'} had`;
  if (spec.undoes !== undefined) {
    const as = isOne ? 'is as it was' : 'are as they were';
    return `Taken back: ${who} ${as} before ${subjectOf(spec)}`;
  }
  const part = isPart ? `what ${isOne ? 'it' : 'they'} can have of ` : '';
  return `Done: ${who} ${isOne ? 'has' : 'have'} ${part}${resultOf(spec)}`;
}

/** "Done: 367 of 399 devices have Standby.Delay 14, 32 take it when they are back" */
function laterHead(spec: Asked, counts: readonly Count[]): string | undefined {
  const pending = spec.work.kind === 'command' ? 0 : countOf(counts, ['pending']);
  if (pending === 0) return undefined;
  const total = meantOf(counts);
  const done = doneOf(counts) - pending;
  const isBack = spec.undoes !== undefined;
  const [takes, is] = pending === 1 ? ['takes', 'it is'] : ['take', 'they are'];
  const isOne = (done === 0 ? pending : done) === 1;
  const what = isBack ? `what ${isOne ? 'it' : 'they'} had before ${subjectOf(spec)}` : resultOf(spec);
  if (done === 0) return `Sent: ${deviceCount(pending)} ${takes} ${what} when ${is} back online`;
  const have = isBack ? 'got back' : done === 1 ? 'has' : 'have';
  return `Done: ${number(done)} of ${deviceCount(total)} ${have} ${what}, ${number(pending)} ${takes} it when ${is} back online`;
}

/** "Standby.Delay 10" */
function resultOf({ title, work }: Asked): string {
  const [only, another] = work.kind === 'settings' ? work.settings : [];
  if (!only || another || /from a file$/.test(title)) return 'the new settings';
  return 'reset' in only ? `the default of ${only.key} again` : `${only.key} ${shortened(only.text, 60) || 'empty'}`;
}

function emptyHead(spec: Asked, counts: readonly Count[]): string {
  const [same, blocked] = [countOf(counts, ['same']), countOf(counts, ['blocked'])];
  // That a few are right already is no good news where the others can't be done.
  if (same === 0 || blocked > same)
    return `Nothing can be done: ${spec.undoes === undefined ? spec.title : `take back ${subjectOf(spec)}`}`;
  const all =
    blocked > 0
      ? `${number(same)} of ${deviceCount(same + blocked)}`
      : same === 1
        ? 'the device'
        : `all ${deviceCount(same)}`;
  const [have, are] = same === 1 ? ['has', 'is'] : ['have', 'are'];
  return spec.undoes === undefined
    ? `Nothing to do: ${all} already ${have} ${resultOf(spec)}`
    : `Nothing to take back: ${all} ${are} as before ${subjectOf(spec)}`;
}
