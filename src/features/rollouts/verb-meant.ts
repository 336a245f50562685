import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';

const VERBS = ['pause', 'resume', 'continue', 'stop', 'cancel', 'start', 'show', 'retry', 'undo', 'change', 'report'];
/** What is rolled out itself: whoever means it lacks the devices, not a verb. */
const COMMANDS = ['reboot', 'restart'];

/** "rollout puase 3" is no setting: who is in a hurry to pause one makes slips. Undefined where no verb is near. */
export function verbMeant(words: readonly string[]): Problem | undefined {
  const [word = '', number, ...more] = words;
  if (more.length > 0 || (number !== undefined && !/^#?\d{1,9}$/.test(number))) return undefined;
  const near = nearest(word, [...VERBS, ...COMMANDS], { max: 2 });
  if (near.length === 0 || near.some((one) => COMMANDS.includes(one))) return undefined;
  const meant = near.map((verb) => ['rollout', verb, number?.replace('#', '')].filter(Boolean).join(' '));
  return new Problem(`I don't know "rollout ${shortened(word, 40)}"`, {
    code: 'rollout-not-understood',
    hint: `Did you mean "${meant.join('" or "')}"? Nothing was sent.`,
    next: [...meant.map((say) => ({ title: say, say })), { title: 'Help', say: 'help rollout' }],
  });
}
