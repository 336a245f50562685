import { valueWords } from '#fleet/configuration-state.ts';
import type { RolloutItem } from '#intent/rollouts.ts';
import { type ItemState, isOpen, type Status, type Was, type Wish } from '#lib/rollout.ts';

const STATES: Record<ItemState, string> = {
  new: 'not looked at',
  same: 'already right',
  blocked: 'left out',
  change: 'to be changed',
  sending: 'under way',
  accepted: 'accepted by Webex',
  pending: 'pending (offline)',
  confirmed: 'confirmed by the device',
  failed: 'failed',
  uncertain: 'not known',
  skipped: 'left as it was',
};

/** Where one device is, in words: of a rollout that is over, what was to be changed was not begun. */
export function stateWords({ state }: Pick<RolloutItem, 'state'>, status: Status, isCommand: boolean): string {
  if (state === 'change' && !isOpen(status)) return 'not begun';
  if (isCommand && state === 'change') return 'to be sent';
  if (isCommand && state === 'confirmed') return 'done';
  return STATES[state];
}

/** "canary", "wave 2"; nothing for what is in no stage. */
export function stageWords({ state, stage }: Pick<RolloutItem, 'state' | 'stage'>): string {
  if (state === 'new' || state === 'same' || state === 'blocked') return '';
  return stage === 0 ? 'canary' : `wave ${stage}`;
}

export const wasWords = (was: Was | undefined): string =>
  was === undefined ? '' : `${valueWords(was.value)}${was.source === 'default' ? ' (default)' : ''}`;

export const wishWords = (wish: Wish): string => ('reset' in wish ? '(default)' : valueWords(wish.value));

/** "Standby.Delay: 120 → 10" for each that differs. */
export const movesOf = ({ wishes = [], before = [] }: Pick<RolloutItem, 'wishes' | 'before'>): string[] =>
  wishes.map((wish, index) => `${wish.key}: ${wasWords(before[index]) || '?'} → ${wishWords(wish)}`);
