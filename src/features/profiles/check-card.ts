import type { ReadContext } from '#intent/context.ts';
import { deviceCount } from '#lib/name-list.ts';
import { repeatWords } from '#lib/repeat.ts';
import { ago } from '#lib/time.ts';
import { dateTime, plainDateTime } from '#render/markup.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { DriftCheck } from './found.ts';

const PAGE = 6;

interface Shown {
  title: string;
  note?: string;
  page?: number;
  /** Names of the spaces that are not this one, by id. */
  titles?: ReadonlyMap<string, string | undefined>;
}

/** Checks as a card, each with its next run and what the last one found. */
export function checksCard(
  checks: readonly DriftCheck[],
  { now, timeZone, space }: Pick<ReadContext, 'now' | 'timeZone' | 'space'>,
  { title, note = '', page = 1, titles }: Shown,
): Reply {
  const pages = Math.max(1, Math.ceil(checks.length / PAGE));
  const at = Math.min(page, pages);
  const shown = checks.slice((at - 1) * PAGE, at * PAGE);
  const rows = shown.map((check) => {
    const { number, dueAt, personName, spaceId } = check;
    const elsewhere = spaceId === space.id ? '' : ` · in ${titles?.get(spaceId) ?? 'another space'}`;
    return {
      words: `${number} · ${wordsOf(check)}`,
      who: `${whenOf(check)} · asked by ${personName}${elsewhere}`,
      next: dateTime(Math.max(dueAt, now)),
      plainNext: plainDateTime(Math.max(dueAt, now), timeZone),
      last: lastOf(check, now),
      run: `Run ${number} now`,
      sayRun: `drift check run ${number}`,
      stop: `Stop ${number}`,
      sayStop: `drift check stop ${number}`,
    };
  });
  return {
    view: 'profiles/checks',
    data: {
      title,
      note,
      hasNote: note !== '',
      rows: rows.map(({ plainNext: _, ...row }) => row),
      pageNote: `Page ${at} of ${pages}`,
      hasPages: pages > 1,
      ...buttons([
        ...(at > 1 ? [{ title: 'Previous', say: `drift checks page:${at - 1}` }] : []),
        ...(at < pages ? [{ title: 'Next', say: `drift checks page:${at + 1}` }] : []),
        { title: 'New check…', say: 'drift check' },
        { title: 'Profiles', say: 'profiles' },
      ]),
    },
    text: [
      title,
      ...(note === '' ? [] : [note]),
      ...rows.map(({ words, who, plainNext, last }) => `${words} · ${who} · next ${plainNext} · ${last}`),
      ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
    ].join('\n'),
  };
}

/** "lobby on tag:lobby" */
export const wordsOf = ({ profileName, phrase }: Pick<DriftCheck, 'profileName' | 'phrase'>): string =>
  `${profileName} on ${phrase.startsWith('id:') ? 'chosen devices' : phrase}`;

/** "every day at 07:00 (Europe/Oslo)" */
export const whenOf = ({ repeat }: Pick<DriftCheck, 'repeat'>): string =>
  `every ${repeatWords(repeat)}${'zone' in repeat ? ` (${repeat.zone})` : ''}`;

function lastOf({ found }: DriftCheck, now: number): string {
  const { at, all, right, drifted, unread, trouble } = found;
  if (trouble) return trouble.why;
  if (at === undefined) return 'not run yet';
  const [wrong, silent] = [Object.keys(drifted).length, Object.keys(unread).length];
  return [
    `${right} of ${deviceCount(all)} right ${ago(now - at)}`,
    ...(wrong > 0 ? [`${wrong} differ`] : []),
    ...(silent > 0 ? [`${silent} not read`] : []),
  ].join(' · ');
}
