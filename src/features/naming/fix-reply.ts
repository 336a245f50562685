import { canGoBack, isLeft } from '#fleet/many-reply.ts';
import type { Part } from '#intent/parts.ts';
import { nameList, workspaceCount } from '#lib/name-list.ts';
import type { NextStep } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';

const NAMES = 10;
const REASONS = 6;
const LONGEST_REASON = 200;

interface Fixed {
  done: (subject: string) => string;
  detail?: string;
  /** The button that takes it back. */
  back?: string;
  next?: readonly NextStep[];
  parts: readonly Part[];
  effectId: string;
}

/** One card for all: what became of them, those that failed by reason, and what to do about these. */
export function fixedReply({ done, detail = '', back = 'Undo all', next = [], parts, effectId }: Fixed): Reply {
  const did = parts.filter(({ state }) => state === 'done');
  const begun = parts.filter(({ state }) => state === 'begun');
  const left = parts.filter(isLeft);
  const title = titleOf(parts, did.length, begun.length, done);
  const groups = [
    ...(did.length > 0 && parts.length > 1 ? [{ label: 'Done', names: namesOf(did), colour: 'good' }] : []),
    ...byReason(left, 'left as they are', 'left as it is', 'attention'),
    ...byReason(begun, 'not known', 'not known', 'warning'),
  ];
  const note = [
    detail,
    ...(begun.length > 0 ? ['Where it is not known I will not write again: look at the workspace first.'] : []),
  ]
    .filter(Boolean)
    .join(' ');
  const [doubtful, another] = begun;
  return {
    view: 'changes/many',
    data: {
      title,
      groups,
      note,
      hasNote: note !== '',
      asked: '',
      hasAsked: false,
      ...buttons([
        ...(left.length > 0 ? [{ title: `Retry the ${left.length} left`, say: `retry ${effectId}` }] : []),
        ...(parts.some(canGoBack) ? [{ title: back, say: `undo ${effectId}` }] : []),
        ...(doubtful && !another
          ? [{ title: `Look at ${shortened(doubtful.name, 40)}`, say: `workspace id:${doubtful.id}` }]
          : []),
        ...next,
      ]),
    },
    text: [title, ...groups.map(({ label, names }) => `${label}: ${names}`), ...(note === '' ? [] : [note])].join('\n'),
  };
}

function titleOf(parts: readonly Part[], count: number, unknown: number, done: Fixed['done']): string {
  const [only, another] = parts;
  const all = only && !another ? only.name : workspaceCount(parts.length);
  if (count > 0) return done(count === parts.length ? all : `${count} of ${all}`);
  return unknown > 0 ? `I don't know whether this happened: ${all}` : `Nothing was changed: ${all}`;
}

const namesOf = (parts: readonly Part[]): string =>
  nameList(
    parts.map(({ name }) => name),
    NAMES,
  );

/** The most frequent reason first; rare ones together. */
function byReason(parts: readonly Part[], many: string, one: string, colour: string) {
  const reasons = [...Map.groupBy(parts, ({ why }) => shortened(why ?? '', LONGEST_REASON))].sort(
    ([, left], [, right]) => right.length - left.length,
  );
  const others = reasons.slice(REASONS).flatMap(([, those]) => those);
  const shown = [...reasons.slice(0, REASONS), ...(others.length > 0 ? [['other reasons', others] as const] : [])];
  return shown.map(([why, those]) => ({
    label: `${those.length} ${those.length === 1 ? one : many}${why === '' ? '' : `: ${why}`}`,
    names: namesOf(those),
    colour,
  }));
}
