import type { Part } from '#intent/parts.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import type { NextStep } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import type { Reply } from '#render/reply.ts';
import { seeThem } from './selection.ts';

/** Names shown of each group, and groups of those that failed. */
const NAMES = 10;
const REASONS = 6;
const LONGEST_REASON = 200;
/** At most five actions stand in a row. */
const BUTTONS = 5;

interface ManyResult {
  title: string;
  detail?: string | undefined;
  parts: readonly Part[];
  effectId: string;
  phrase: string;
  next: readonly NextStep[];
}

interface Group {
  label: string;
  names: string;
  colour: 'good' | 'attention' | 'warning';
}

/** A device that this change took out of another state. */
export const canGoBack = ({ state, back }: Part): boolean => state === 'done' && back !== undefined;

/** Nothing was done to it for sure, so that it can be tried again. */
export const isLeft = ({ state }: Part): boolean => state === 'failed' || state === 'open';

/** "12 devices", "11 of 12 devices", or the name of the only one. */
export const subjectFor = (parts: readonly Part[], count: number): string => {
  const [only, another] = parts;
  if (only && !another) return only.name;
  return count === parts.length ? deviceCount(count) : `${count} of ${deviceCount(parts.length)}`;
};

const namesOf = (parts: readonly Part[]) =>
  nameList(
    parts.map(({ name }) => name),
    NAMES,
  );

/** One group for each reason, the most frequent first. */
function groups(parts: readonly Part[], of: (count: number, why: string) => string, colour: Group['colour']): Group[] {
  const reasons = [...Map.groupBy(parts, ({ why }) => shortened(why ?? '', LONGEST_REASON))].sort(
    ([, left], [, right]) => right.length - left.length,
  );
  const others = reasons.slice(REASONS).flatMap(([, those]) => those);
  return [...reasons.slice(0, REASONS), ...(others.length > 0 ? [['other reasons', others] as const] : [])].map(
    ([why, those]) => ({ label: of(those.length, why), names: namesOf(those), colour }),
  );
}

const because = (why: string) => (why === '' ? '' : `: ${why}`);

/** One card for all: who did it, who failed and why, of whom it is not known, and what to do about those. */
export function manyReply({ title, detail = '', parts, effectId, phrase, next }: ManyResult): Reply {
  const which = (state: Part['state']) => parts.filter((part) => part.state === state);
  const [done, failed, begun, open] = [which('done'), which('failed'), which('begun'), which('open')];
  const shown: Group[] = [
    ...(done.length > 0 && parts.length > 1 ? [{ label: 'Done', names: namesOf(done), colour: 'good' } as const] : []),
    ...groups(failed, (count, why) => `${count} failed${because(why)}`, 'attention'),
    ...groups(begun, (count, why) => `${count} not known${because(why)}`, 'warning'),
    ...groups(open, (count) => `${count} not begun`, 'warning'),
  ];
  const left = failed.length + open.length;
  const word = open.length > 0 ? `Do the ${left} left` : `Retry the ${left} failed`;
  const notes = [
    detail,
    ...(begun.length > 0 ? ['Where it is not known I will not send it again: look at the device first.'] : []),
  ].filter(Boolean);
  const [doubtful, another] = begun;
  const actions = [
    ...(left > 0 ? [{ title: word, say: `retry ${effectId}` }] : []),
    ...(parts.some(canGoBack) ? [{ title: 'Undo', say: `undo ${effectId}` }] : []),
    ...(doubtful && !another
      ? [{ title: `Look at ${shortened(doubtful.name, 40)}`, say: `device id:${doubtful.id}` }]
      : []),
    ...next,
    ...seeThem(phrase),
  ].slice(0, BUTTONS);
  const note = notes.join(' ');
  return {
    view: 'changes/many',
    data: {
      title,
      groups: shown,
      note,
      hasNote: note !== '',
      asked: '',
      hasAsked: false,
      actions,
      hasActions: actions.length > 0,
    },
    text: [title, ...shown.map(({ label, names }) => `${label}: ${names}`), ...(note === '' ? [] : [note])].join('\n'),
  };
}

/** How the audit calls it, when not all devices did it for sure, and a line about it. */
export function outcomeOfParts(
  parts: readonly Part[],
): { as: 'partly' | 'failed' | 'uncertain'; detail: string } | undefined {
  const count = (state: Part['state']) => parts.filter((part) => part.state === state).length;
  const [done, failed, begun, open] = [count('done'), count('failed'), count('begun'), count('open')];
  if (done === parts.length) return undefined;
  const told: [number, string][] = [
    [failed, 'failed'],
    [begun, 'not known'],
    [open, 'not begun'],
  ];
  const detail = [
    `${done} of ${parts.length} done`,
    ...told.flatMap(([number, word]) => (number > 0 ? [`${number} ${word}`] : [])),
  ].join(', ');
  return { as: begun > 0 ? 'uncertain' : done > 0 ? 'partly' : 'failed', detail };
}
