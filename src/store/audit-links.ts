import type { MacKey } from '#lib/keys.ts';
import { type Head, type SealedRow, sealOf } from './audit-seal.ts';

/** What is wrong with one entry: `n` is the number it bears. `belongs` is the number it was sealed with. */
export interface Flaw {
  kind: 'changed' | 'inserted' | 'moved';
  row: SealedRow;
  belongs?: number;
}

/** Numbers that have no entry, and when those around them were written (epoch ms). */
export interface Gap {
  kind: 'removed';
  from: number;
  to: number;
  after: number | undefined;
  before: number | undefined;
}

/** What does not fit is compared with its like; beyond so many it is only counted. */
const MOST_COMPARED = 24;

interface Odd {
  row: SealedRow;
  /** Seals that the entry before it may have had. */
  previous: string[];
  wasInserted?: true;
}

/**
 * Follows one chain, entry by entry in the order of their numbers, from where it begins. What is wrong is told of the entry
 * that it is about: the seal of an entry that was changed is still what the next one was sealed with.
 */
export function followChain(key: MacKey, chain: string, start: Head) {
  let expected = start.n + 1;
  let previous = [start.mac];
  let good = { ...start };
  /** By how much the numbers stand too high, since something was put in before them. */
  let shift = 0;
  let lastAt: number | undefined;
  let last: Head = { ...start };
  let sound = 0;
  const odd: Odd[] = [];
  /** Numbers that should come after those that were put off by something before them. */
  const after: { n: number; seals: string[] }[] = [];
  let uncompared = 0;
  const gaps: Gap[] = [];

  const fits = (before: string, row: SealedRow, n = row.n) => sealOf(key, before, { ...row, chain, n }) === row.mac;

  function step(row: SealedRow): void {
    if (row.n < expected) {
      // Two of one number: the first was taken for the right one.
      note({ row, previous: [], wasInserted: true });
      return;
    }
    if (row.n > expected) {
      gaps.push({ kind: 'removed', from: expected, to: row.n - 1, after: lastAt, before: row.at });
      // What it was sealed with is gone, so it can't be checked; the next one says whether its seal is right.
      accept(row, [row.mac]);
      return;
    }
    const number = [row.n - shift, row.n].find((n) => previous.some((before) => fits(before, row, n)));
    if (number !== undefined) {
      sound += 1;
      shift = row.n - number;
      good = { n: number, mac: row.mac };
      accept(row, [row.mac]);
    } else if (fits(good.mac, row, good.n + 1)) {
      for (const one of odd) if (one.row.n - shift > good.n) one.wasInserted = true;
      shift = row.n - (good.n + 1);
      sound += 1;
      good = { n: good.n + 1, mac: row.mac };
      after.push({ n: good.n + 1, seals: [row.mac] });
      accept(row, [row.mac]);
    } else {
      note({ row, previous });
      accept(row, [row.mac, ...previous.map((before) => sealOf(key, before, { ...row, chain, n: row.n - shift }))]);
    }
  }

  function accept(row: SealedRow, next: string[]): void {
    previous = next.slice(0, 4);
    expected = row.n + 1;
    lastAt = row.at;
    last = { n: row.n, mac: row.mac };
  }

  function note(one: Odd): void {
    if (odd.length < MOST_COMPARED) odd.push(one);
    else uncompared += 1;
  }

  /** Entries that changed places are told as such, and those that only follow one are not blamed. */
  function flaws(): Flaw[] {
    const stray = odd.map(({ row }) => row.mac);
    const own = odd.map(({ row, previous: seals }) => ({ n: row.n, seals: [...seals, ...stray] }));
    const places = [...own, ...after.slice(0, MOST_COMPARED)];
    return odd.flatMap(({ row, wasInserted }): Flaw[] => {
      const place = places.find(({ n, seals }) => seals.some((before) => fits(before, row, n)));
      if (place?.n === row.n && !wasInserted) return [];
      if (place && place.n !== row.n) return [{ kind: 'moved', row, belongs: place.n }];
      return [{ kind: wasInserted ? 'inserted' : 'changed', row }];
    });
  }

  return {
    step,
    /** After the last entry. `others` were wrong too and are not told one by one. */
    end: () => ({ sound, gaps, flaws: flaws(), others: uncompared, last, lastAt, expected }),
  };
}
