import type { Back, Part } from '#intent/parts.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';

const SHOWN = 5;

/** A device that goes back to what it was. */
export type Undone<Kind extends Back = Back> = Part & { back: Kind };

/** "Back to 45 %: Fjord and Kew · to 30 %: Camden": of many values those that most devices had. */
export function wasLine(parts: readonly Undone[]): string {
  const values = [...Map.groupBy(parts, ({ back }) => back.was)].sort(
    ([, left], [, right]) => right.length - left.length,
  );
  const shown = values.slice(0, SHOWN).map(
    ([was, those]) =>
      `${was}: ${nameList(
        those.map(({ name }) => name),
        SHOWN,
      )}`,
  );
  const rest = values.slice(SHOWN).reduce((sum, [, those]) => sum + those.length, 0);
  return [
    ...shown.map((line) => `Back to ${line}`),
    ...(rest > 0 ? [`${deviceCount(rest)} to what they had`] : []),
  ].join(' · ');
}
