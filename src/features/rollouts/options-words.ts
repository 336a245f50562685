import { MINUTE_MS } from './option-times.ts';
import type { PacingWords } from './option-words.ts';
import type { RolloutOptions } from './rollout-words.ts';

/** The words after "rollout" that mean the same; as short as they can be. */
export const optionsWords = ({ what, on, ...pacing }: RolloutOptions): string =>
  [...what, ...(on.length > 0 ? ['on', ...on] : []), ...pacingWords(pacing)].join(' ');

/** How it goes about it alone: for plans and their history. */
export function pacingWords({
  canary,
  watchMs,
  stop,
  overMs,
  window,
  startAt,
  waves,
  thenReboot,
}: PacingWords): string[] {
  return [
    ...canaryWords({ canary, watchMs }),
    ...(stop === undefined ? [] : [stop === 'never' ? 'never stop' : `stop at ${amount(stop)}`]),
    ...(overMs === undefined ? [] : [`over ${span(overMs)}`]),
    ...(window ? [['window', window.date, `${window.from}–${window.to}`, window.zone].filter(Boolean).join(' ')] : []),
    ...(startAt ? [['start', startAt.text, startAt.zone].filter(Boolean).join(' ')] : []),
    ...(waves === undefined ? [] : [`waves ${waves}`]),
    ...(thenReboot ? ['then reboot'] : []),
  ];
}

function canaryWords({ canary, watchMs }: Pick<PacingWords, 'canary' | 'watchMs'>): string[] {
  if (canary === 'none') return ['no canary'];
  const parts = [
    ...(canary === undefined ? [] : [amount(canary)]),
    ...(watchMs === undefined ? [] : [`for ${span(watchMs)}`]),
  ];
  return parts.length === 0 ? [] : [['canary', ...parts].join(' ')];
}

const amount = (of: { percent: number } | { count: number }): string =>
  'percent' in of ? `${of.percent}%` : String(of.count);

function span(ms: number): string {
  if (ms % (60 * MINUTE_MS) === 0) return `${ms / (60 * MINUTE_MS)}h`;
  return ms % MINUTE_MS === 0 ? `${ms / MINUTE_MS}min` : `${ms / 1_000}s`;
}
