import { z } from 'zod';
import { goneFacts } from '#fleet/left-out.ts';
import { isLeft } from '#fleet/many-reply.ts';
import { type ChangeIntent, defineChange } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { intentOf } from '#intent/parse.ts';
import type { BegunChange } from '#intent/parts.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';

interface RetryStep {
  command: string;
  args: unknown;
  /** The step of that command. */
  step: unknown;
}

const PRESS = 'Press "Retry" on the card of the change.';
const Args = z.object({ effectId: z.string({ error: PRESS }).regex(/^[\w-]{1,64}$/, PRESS) });
const MOST_RETRIES = 20;

/** What a change of several devices left undone, planned anew for whoever asks. */
export const retry = defineChange({
  name: 'retry',
  topic: 'control',
  summary: 'Do what failed on some devices once more',
  usage: 'retry <id>',
  example: () => 'retry q1w2e3r4t5y6u7i8o9p0aa',
  needs: 'operate',
  standsIn: true,
  args: Args,
  // What follows the id is for people: see `record` below.
  read: ({ words: [id] }) => ({ effectId: id?.text.replace(/:$/, '') }),
  say: ({ effectId }) => `retry ${quoted(effectId)}`,

  async plan({ effectId }, context) {
    const change = await context.begun.of(effectId);
    if (!change) throw forgotten();
    const left = change.parts.filter(isLeft);
    if (left.length === 0) throw nothingLeft(change);
    const { command, args: given, words } = await firstOf(change, context);
    const args = { ...Object(given), device: `id:${left.map(({ id }) => id).join(',')}` };
    const plan = await changeOf(command, args, context).plan(context);
    const step: RetryStep = { command, args, step: plan.step };
    // What is no device is in no list of devices.
    const gone = plan.targets.some(({ place }) => place?.kind === 'workspace')
      ? []
      : await goneFacts(left, { fleet: plan.fleet ?? context.fleet, sees: context.sees });
    const facts = [...plan.facts, ...gone];
    return { ...plan, as: plan.as ?? command, facts, record: `retry ${effectId}: ${words}`, step };
  },

  async apply({ command, args, step }: RetryStep, context) {
    return changeOf(command, args, context).apply(step, context);
  },
});

/** What is tried again may have been a retry itself: what was asked stands at the beginning. */
async function firstOf(change: BegunChange, { begun }: ReadContext): Promise<BegunChange> {
  let first = change;
  for (let depth = 0; first.command === 'retry'; depth += 1) {
    const { data } = Args.safeParse(first.args);
    const earlier = data && depth < MOST_RETRIES ? await begun.of(data.effectId) : undefined;
    if (!earlier) throw forgotten();
    first = earlier;
  }
  return first;
}

function changeOf(command: string, args: unknown, { commands, asker }: ReadContext): ChangeIntent {
  const intent = intentOf(command, args, commands);
  if (intent.kind !== 'change' || !asker.may(intent.needs)) throw forgotten();
  return intent;
}

const forgotten = () =>
  new Problem('I no longer know what failed there', {
    code: 'nothing-to-retry',
    hint: 'It is too long ago, or was asked in another space. Nothing was sent. Ask again with words.',
    next: [{ title: 'History', say: 'history changes' }],
  });

const nothingLeft = ({ words, parts }: BegunChange) =>
  new Problem('Nothing is left to do there', {
    code: 'nothing-to-retry',
    hint: parts.some(({ state }) => state === 'begun')
      ? 'Of some devices it is not known whether they did it: look at them first. Nothing was sent.'
      : 'All devices did it. Nothing was sent.',
    next: [{ title: 'Ask again', say: words }],
  });
