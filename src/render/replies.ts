import type { NextStep } from '#lib/problem.ts';
import type { Reply } from './reply.ts';

/** At most this many buttons stand in a row on Webex. */
const MAX_BUTTONS = 5;

/** Buttons of a card: what they are called and which words they say for whoever clicks. */
export function buttons(next: NextStep[]): { actions: NextStep[]; hasActions: boolean } {
  const actions = next.slice(0, MAX_BUTTONS).map(({ title, say }) => ({ title, say }));
  return { actions, hasActions: actions.length > 0 };
}

/** A card that says one thing that is now true, a line about it, and the next steps a person is likely to want. */
export function said(title: string, { detail = '', next = [] }: { detail?: string; next?: NextStep[] } = {}): Reply {
  return {
    view: 'changes/done',
    data: { title, detail, hasDetail: detail !== '', ...buttons(next) },
    text: detail === '' ? title : `${title}\n${detail}`,
  };
}
