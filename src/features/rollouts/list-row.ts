import type { ReadContext } from '#intent/context.ts';
import type { Count, Rollout } from '#intent/rollouts.ts';
import { deviceCount } from '#lib/name-list.ts';
import { isOpen } from '#lib/rollout.ts';
import { countOf, doneOf, failuresOf, meantOf } from '#lib/rollout-counts.ts';
import { shortened } from '#lib/shorten.ts';
import { plainDateTime } from '#render/markup.ts';
import { isEarly } from '#render/rollout-schedule.ts';
import { statusWords } from '#render/rollout-words.ts';
import { maySay } from './may-say.ts';
import { isReplaced } from './planned-anew.ts';
import { countsSeen } from './seen.ts';
import { roughly } from './where-it-is.ts';

const LONGEST = 90;
const WIDTH = 10;

/** A rollout in a list: what it is, where it stands, since when, and whose it is; of the devices that the asker may see. */
export async function rowOf(rollout: Rollout, context: ReadContext) {
  const { number, spec, status, personName } = rollout;
  const counts = await countsSeen(rollout, context);
  const { word, colour } = stateOf(rollout, counts);
  const bar = barOf(rollout, counts, context.now);
  const say = status === 'planned' ? `rollout start ${number}` : `rollout show ${number}`;
  return {
    number: `${number}`,
    name: shortened(spec.title.replace(/^take back /, 'Take back '), LONGEST),
    state: word,
    colour,
    bar,
    hasBar: bar !== '',
    about: [sharesOf(rollout, counts), whenOf(rollout, context), shortened(personName, 40)].filter(Boolean).join(' · '),
    look: `Rollout ${number}`,
    say: maySay(context)(say) ? say : `rollout show ${number}`,
  };
}

function stateOf(rollout: Rollout, counts: readonly Count[]): { word: string; colour: string } {
  const known = statusWords(rollout);
  // Nobody cancelled it: another one came in its place.
  if (rollout.status === 'cancelled' && isReplaced(rollout)) return { ...known, word: 'planned anew' };
  const isBlocked = rollout.status === 'empty' && countOf(counts, ['blocked']) > countOf(counts, ['same']);
  return isBlocked ? { ...known, word: 'nothing could be done' } : known;
}

/** Of one that is neither over nor to be begun: how much of it is behind it. */
function barOf(rollout: Rollout, counts: readonly Count[], now: number): string {
  const { status, startedAt } = rollout;
  const total = meantOf(counts);
  if (!isOpen(status) || startedAt === undefined || total === 0) return '';
  const share = (total - countOf(counts, ['change', 'sending'])) / total;
  if ((status === 'waiting' || isEarly(rollout, now)) && share === 0) return '';
  const full = Math.floor(share * WIDTH);
  return ` ${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${Math.floor(share * 100)} %`;
}

function sharesOf({ status, startedAt, takenBackBy }: Rollout, counts: readonly Count[]): string {
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  if (status === 'surveying' || status === 'empty') return deviceCount(all);
  if (startedAt === undefined)
    return isOpen(status) ? `${deviceCount(countOf(counts, ['change']))} would change` : 'not started';
  const failed = failuresOf(counts);
  // What was taken back is waited for no more.
  const later = takenBackBy?.isWhole ? 0 : countOf(counts, ['pending']);
  return [
    `${(doneOf(counts) - later).toLocaleString('en')} of ${deviceCount(meantOf(counts))}`,
    ...(later > 0 ? [`${later.toLocaleString('en')} when back online`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en')} failed`] : []),
  ].join(', ');
}

function whenOf(rollout: Rollout, { now, timeZone }: ReadContext): string {
  const { status, createdAt, startedAt, endedAt, dueAt } = rollout;
  if (status === 'waiting' || isEarly(rollout, now)) return `from ${plainDateTime(dueAt, timeZone)}`;
  if (endedAt !== undefined) return roughly(now - endedAt);
  if (startedAt !== undefined) return `started ${roughly(now - startedAt)}`;
  return status === 'planned' ? `planned ${roughly(now - createdAt)}` : roughly(now - createdAt);
}
