import { deviceCount, nameList } from '#lib/name-list.ts';
import { type Compared, differenceLine, driftOf } from './drift.ts';
import { lackLines } from './drift-lacks.ts';

const LINES = 5;
const NAMES = 6;

/** A device that differs, as a row of a card. */
export interface DriftRow {
  name: string;
  lines: { text: string }[];
  say: string;
}

export const driftRows = (drifted: ReturnType<typeof driftOf>['drifted'], most: number): DriftRow[] =>
  drifted.slice(0, most).map(({ device, differs }) => {
    const kept = differs.length > LINES ? LINES - 1 : differs.length;
    const more = differs.length - kept;
    return {
      name: device.displayName,
      lines: [
        ...differs.slice(0, kept).map((one) => ({ text: differenceLine(one) })),
        ...(more > 0 ? [{ text: `and ${more} more` }] : []),
      ],
      say: `device id:${device.id}`,
    };
  });

/** "9 of 12 devices are as lobby says"; `as` are the last words of it. */
export function driftTitle(all: readonly Compared[], as: string): string {
  const { right } = driftOf(all);
  const isPart = right.some(({ lacks }) => lacks.length > 0);
  const [only, another] = all;
  if (only && !another) {
    const name = only.device.displayName;
    return right.length === 0 ? `${name} is not ${as}` : `${name} is ${as}${isPart ? ', in what it has' : ''}`;
  }
  const are = `${right.length === 1 ? 'is' : 'are'} ${as}${isPart ? `, in what ${right.length === 1 ? 'it has' : 'they have'}` : ''}`;
  if (right.length === 0) return `None of ${deviceCount(all.length)} is ${as}`;
  if (right.length < all.length) return `${right.length.toLocaleString('en')} of ${deviceCount(all.length)} ${are}`;
  return `${all.length === 2 ? 'Both devices' : `All ${deviceCount(all.length)}`} ${are}`;
}

/**
 * A line for each reason why devices could not be read, and for settings that some of them do not have. `rest` says where those
 * are found that are too many for a card.
 */
export function driftNotes(all: readonly Compared[], rest?: string): string[] {
  const { lacking, unread } = driftOf(all);
  const reasons = Map.groupBy(unread, ({ why }) => why);
  return [
    ...[...reasons].map(
      ([why, those]) =>
        `Could not be read (${why}): ${nameList(
          those.map(({ device }) => device.displayName),
          NAMES,
        )}`,
    ),
    ...lackLines(lacking, rest),
  ];
}
