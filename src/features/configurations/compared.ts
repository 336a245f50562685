import { sameValue } from '#fleet/configuration-values.ts';
import type { Configuration } from '#webex/device-configurations.ts';
import type { Entry } from './shown.ts';

/** value: they differ. source: the same value from elsewhere. left, right: only one of them has it. */
export type Kind = 'value' | 'source' | 'left' | 'right';

/** A configuration in which two devices differ. */
export interface Difference {
  key: string;
  kind: Kind;
  left?: Configuration;
  right?: Configuration;
}

const ORDER: readonly Kind[] = ['value', 'source', 'left', 'right'];

/** How the configurations of two devices differ, other values first, and how many are the same. */
export function compared(left: readonly Entry[], right: readonly Entry[]): { differ: Difference[]; same: number } {
  const others = new Map(right);
  const mine = new Map(left);
  let same = 0;
  const differ: Difference[] = [];
  for (const [key, one] of left) {
    const other = others.get(key);
    const kind = !other
      ? 'left'
      : !sameValue(one.value, other.value)
        ? 'value'
        : one.source === other.source
          ? undefined
          : 'source';
    if (kind) differ.push({ key, kind, left: one, ...(other && { right: other }) });
    else same += 1;
  }
  for (const [key, other] of right) if (!mine.has(key)) differ.push({ key, kind: 'right', right: other });
  return { differ: differ.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)), same };
}
