import { z } from 'zod';
import { changedSince } from '#fleet/take-back.ts';
import { planUndo, sendUndo, type UndoStep } from '#fleet/undo-plan.ts';
import { type ChangeIntent, defineChange, type Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { tierOf } from '#intent/danger.ts';
import { intentOf, parse } from '#intent/parse.ts';
import { labelled } from '#lib/label.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { type Entry, lastChange } from './last-words.ts';

const MUST = 'I take back your last change here, and no others.';
const LONGEST = 200;

/** What goes to several devices, or the change that takes the last one back. */
type Step =
  | { kind: 'several'; step: UndoStep }
  | { kind: 'words'; command: string; args: unknown; step: unknown; was: string };

/** Takes back somebody's last change in this space, where what was before it is known; or one that a button names. */
export const undo = defineChange({
  name: 'undo',
  topic: 'control',
  summary: 'Take back your last change',
  usage: 'undo',
  example: () => 'undo',
  needs: 'operate',
  standsIn: true,
  args: z.object({
    effectId: z
      .string()
      .regex(/^[\w-]{16,64}$/, MUST)
      .optional(),
  }),
  read: ({ raw }) => ({ effectId: raw || undefined }),
  instead: () => [
    { title: 'Undo', say: 'undo' },
    { title: 'History', say: 'history changes' },
  ],
  say: ({ effectId }) => (effectId === undefined ? 'undo' : `undo ${effectId}`),

  async plan({ effectId }, context): Promise<Plan<Step>> {
    if (effectId !== undefined) return ofSeveral(effectId, context);
    const entry = await lastChange(context);
    const lasts = context.commands.find(({ name }) => name === entry.action)?.lasts;
    if (!entry.undo) throw noInverse(entry, lasts);
    if ('effectId' in entry.undo) return ofSeveral(entry.undo.effectId, context);
    return ofWords(entry.undo, entry.words, context, lasts);
  },

  async apply(step: Step, context) {
    if (step.kind === 'several') return sendUndo(step.step, context);
    const intent = intentOf(step.command, step.args, context.commands);
    if (intent.kind !== 'change') throw new Error(`${step.command} is no change`);
    const { undo: _again, reply, ...outcome } = await intent.apply(step.step, context);
    return { ...outcome, reply: { ...reply, note: `Taken back: ${shortened(step.was, LONGEST)}` } };
  },
});

async function ofWords(
  { words, left }: Extract<NonNullable<Entry['undo']>, { words: string }>,
  was: string,
  context: ReadContext,
  lasts?: string,
): Promise<Plan<Step>> {
  const intent = changeIn(words, context);
  const plan = await intent.plan(context);
  const since = left && (await changedSince(left, context));
  return {
    ...plan,
    as: plan.as ?? intent.name,
    record: labelled('undo', intent.words),
    // Nobody takes back by accident what somebody else did.
    ...(since !== undefined && { asks: true }),
    facts: [
      ...(lasts === undefined ? [] : [{ key: 'lasts', text: lasts }]),
      ...(since === undefined ? [] : [{ key: 'changed-since', text: since }]),
      ...plan.facts,
    ],
    step: { kind: 'words', command: intent.name, args: intent.args, step: plan.step, was },
  };
}

async function ofSeveral(effectId: string, context: ReadContext): Promise<Plan<Step>> {
  const begun = await context.begun.of(effectId);
  const words = context.commands.find(({ name }) => name === begun?.as)?.undoWords?.(effectId);
  if (begun && words !== undefined) return ofWords({ words }, begun.words, context);
  const plan = await planUndo(effectId, tierOf, context);
  if (!begun || isStandIn(begun.as, context)) throw unknownNow();
  return { ...plan, as: begun.as, step: { kind: 'several', step: plan.step } };
}

/** Rules name no such command: what it stood for was not noted, so nobody can say whether it is allowed. */
const isStandIn = (command: string, { commands }: ReadContext): boolean =>
  commands.find(({ name }) => name === command)?.standsIn === true;

function changeIn(words: string, { commands, catalogues, asker }: ReadContext): ChangeIntent {
  const intent = parse(words, commands, catalogues.vocabulary);
  if (intent?.kind !== 'change') throw new Error('what takes a change back is a change');
  if (asker.may(intent.needs)) return intent;
  throw new Problem('You may no longer take back what you did here', {
    code: 'not-allowed',
    hint: `Your role: ${asker.role ?? 'none'}. Nothing was sent.`,
  });
}

const unknownNow = () =>
  new Problem('I no longer know which command that was', {
    code: 'nothing-to-undo',
    hint: 'So I can not tell whether you may take it back. Nothing was sent.',
    next: [{ title: 'History', say: 'history changes' }],
  });

const NO_WAY = 'It changed nothing, or no command brings back what was before it.';
const UNKNOWN = 'Nobody knows whether it happened: look at the device first.';

const noInverse = ({ words, outcome }: Entry, lasts: string | undefined) =>
  new Problem(`I can't take back ${shortened(words, LONGEST)}`, {
    code: 'no-inverse',
    hint: `${lasts ?? (outcome === 'uncertain' ? UNKNOWN : NO_WAY)} Nothing was sent.`,
    next: [
      ...(lasts === undefined ? [{ title: 'Repeat', say: 'repeat' }] : []),
      { title: 'History', say: 'history changes' },
    ],
  });
