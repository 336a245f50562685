import { z } from 'zod';
import { hiddenSettings } from '#fleet/configuration-secrets.ts';
import { defineChange, type Outcome } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { entered } from '#intent/entry-form.ts';
import type { Rollout } from '#intent/rollouts.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { isOpen } from '#lib/rollout.ts';
import { said } from '#render/replies.ts';
import { type AskedWords, askedAnew, askedWords, faultsIn } from './asked-words.ts';
import { type Changed, plannedAgain } from './change-again.ts';
import { ASKED, changeForm, FIELDS, FROM_FILE, isFromFile, readTyped, type Typed, typedOf } from './change-form.ts';
import { keep } from './kept.ts';
import { liveCard } from './live.ts';
import { RolloutNumber, rolloutNamed } from './named.ts';
import type { Now } from './option-times.ts';
import { type PacingWords, readOptions } from './option-words.ts';
import { pacingWords } from './options-words.ts';
import { anewAs, endPlan, isReplaced } from './planned-anew.ts';
import { contradictions, misfits } from './rollout-checks.ts';
import { pacingOf } from './rollout-words.ts';
import { heldCalmly } from './seen.ts';
import { cutOffOn } from './turn.ts';
import { mustBePlanned } from './where-it-is.ts';

const Text = z.string().max(200).optional();

const Long = z.string().max(2_000).optional();

/** The same, of how the devices are by now. */
const AGAIN = /^again$/i;

interface Step extends Changed {
  id: string;
}

/** Plans a rollout anew that was not started yet: in another way, or with other values and devices where words said them. */
export const rolloutChange = defineChange({
  name: 'rollout change',
  aliases: ['rollouts change', 'rollout edit'],
  topic: 'rollouts',
  summary: 'Change the plan of a rollout',
  usage:
    'rollout change [number] [again] [key=value …] [on <selection>] [canary 5% for 10 min] [stop at 2%] [over 2h] [window 20:00–06:00] [waves 4] [then reboot]',
  example: () => 'rollout change 7 canary 10',
  needs: 'administer',
  privately: 'here',
  args: z.preprocess(
    (raw) => entered({ ...Object(raw) }),
    z.object({
      ...RolloutNumber.shape,
      words: Long,
      filled: Text,
      ...Object.fromEntries(ASKED.map((field) => [field, Long])),
      ...Object.fromEntries(FIELDS.map((field) => [field, Text])),
    }),
  ),
  read({ raw }) {
    const [, number, words] = /^#?(\d+)?\s*(.*)$/s.exec(raw.replace(/\s+/g, ' ').trim()) ?? [];
    return { number, ...(words && { words }) };
  },
  say: ({ number, words }) =>
    hiddenSettings(['rollout change', number, words].filter((word) => word !== undefined).join(' ')),

  async plan({ number, words, filled, ...inputs }, context) {
    const rollout = await rolloutNamed(number, context, 'change');
    mustBePlanned(rollout, context);
    const rights = await heldCalmly(rollout, context);
    const clocks = { now: context.now, timeZone: context.timeZone };
    const { spec } = rollout;
    const wanted = askedWords(spec, clocks);
    const before = { ...typedOf(spec, clocks), ...wanted };
    if (filled === undefined && words === undefined) throw changeForm(rollout, before, {}, rights.targets);
    const typed: Typed = filled === undefined ? before : typedIn({ ...wanted, ...inputs });
    const { options: kept, faults } = readTyped(typed, clocks);
    const said = words === undefined || AGAIN.test(words) ? undefined : saidOf(words, rollout, { wanted, clocks });
    const options = { ...kept, ...said?.options };
    const asked = said?.asked ?? (wanted && typedAsked(typed));
    const isOther = asked !== undefined && (asked.what !== wanted?.what || asked.on !== wanted.on);
    const wrongs = { ...faults, ...(isOther && (await faultsIn(asked, options, context))) };
    if (Object.keys(wrongs).length > 0) {
      const paced = said && typedOf({ ...spec, ...pacedBy(options, clocks) }, clocks);
      throw changeForm(rollout, { ...typed, ...paced, ...asked }, wrongs, rights.targets);
    }
    const [wrong] = [...(isOther ? [] : misfits(spec, options)), ...contradictions(options, clocks).faults];
    if (wrong !== undefined) throw notLikeThat(wrong);
    const title = `Change the plan of rollout ${rollout.number}`;
    return {
      ...rights,
      title: `${title}?`,
      action: title,
      record: hiddenSettings(
        [
          'rollout change',
          rollout.number,
          ...(isOther ? [asked.what, 'on', asked.on] : []),
          ...pacingWords(options),
        ].join(' '),
      ),
      step: { id: rollout.id, options, ...(isOther && { asked }) },
    };
  },

  // One question makes one plan.
  async cutOff(args, context, words) {
    const { rollout, otherwise } = await cutOffOn('change', args, context, words);
    const { rollouts } = context.store;
    const added = await rollouts.ofOrigin(context.origin);
    if (!rollout || !added || !isOpen(added.status) || !isReplaced(rollout)) return otherwise;
    return anewOutcome(rollout, added, { count: sumOf(await rollouts.items.counts(added.id)) }, context);
  },

  async apply({ id, ...changed }: Step, context) {
    const rollout = await context.store.rollouts.get(id);
    if (!rollout) throw new Problem('That rollout is gone', { code: 'no-rollout' });
    mustBePlanned(rollout, context);
    const asked = await plannedAgain(rollout, changed, context);
    // In this order: where the bot ends in between, or can't keep the new one, nobody's plan is lost.
    const added = await keep(asked, context);
    await replaced(rollout, added, context);
    return anewOutcome(rollout, added, { count: asked.items.length, note: asked.note }, context);
  },
});

function anewOutcome(
  { number }: Rollout,
  added: Rollout,
  { count, note }: { count: number; note?: string | undefined },
  context: ReadContext,
): Outcome {
  const reply = said(`Planning rollout ${number} anew as rollout ${added.number}`, {
    detail: [
      `${added.spec.title}. I look at ${deviceCount(count)} once more, and then the plan comes here.`,
      ...(note === undefined ? [] : [note]),
    ].join('\n'),
    next: [{ title: 'Cancel', say: `rollout cancel ${added.number}` }],
  });
  return { reply, trackingIds: [], live: liveCard(added, reply, context) };
}

const sumOf = (counts: readonly { count: number }[]): number => counts.reduce((sum, { count }) => sum + count, 0);

const typedIn = (inputs: Record<string, unknown>): Typed =>
  Object.fromEntries([...ASKED, ...FIELDS].map((field) => [field, String(inputs[field] ?? '')]));

const typedAsked = ({ what = '', on = '' }: Typed): AskedWords => ({ what: inOne(what), on: inOne(on) });
const inOne = (text: string): string => text.replace(/\s+/g, ' ').trim();

const pacedBy = (options: PacingWords, clocks: Now): Pick<Rollout['spec'], 'pacing' | 'thenReboot'> => ({
  pacing: pacingOf(options, clocks),
  thenReboot: options.thenReboot === true,
});

/** What was said after the number: how it is to go, or also what is set and where. */
function saidOf(
  words: string,
  { spec }: Rollout,
  { wanted, clocks }: { wanted: AskedWords | undefined; clocks: Now },
): Changed {
  const anew = askedAnew(words, { spec, before: wanted ?? { what: '', on: '' }, now: clocks });
  if (!anew) return { options: read(words, clocks) };
  if (anew.fault !== undefined) throw notLikeThat(anew.fault);
  if (!wanted) throw notLikeThat(isFromFile(spec) ? FROM_FILE : 'It takes back what another rollout did, as it was');
  return anew;
}

/** Options alone, as they are said after devices. */
function read(words: string, clocks: Now): PacingWords {
  const { options, faults } = readOptions(words, clocks);
  const [fault] = faults;
  if (fault === undefined) return options;
  throw notLikeThat(fault);
}

const notLikeThat = (fault: string) =>
  new Problem("I can't change the plan like that", {
    code: 'rollout-not-understood',
    hint: `${fault.replace(/\.$/, '')}. The plan stays as it is.`,
    next: [{ title: 'Help', say: 'help rollout change' }],
  });

/** The old plan is no more: nobody starts both. Throws a Problem where somebody was faster, and then the new one is none. */
async function replaced({ id }: Rollout, added: Rollout, context: ReadContext): Promise<void> {
  const { rollouts } = context.store;
  for (;;) {
    const latest = await rollouts.get(id);
    // One of the same words ended when the new one was kept.
    if (!latest || (latest.status === 'cancelled' && latest.why === anewAs(added.number))) return;
    try {
      mustBePlanned(latest, context);
    } catch (error) {
      await calledOff(added, context);
      throw error;
    }
    if (await endPlan(latest, `Planned anew by ${context.asker.displayName}.`, context)) return;
  }
}

/** Nothing of it was shown. */
async function calledOff({ id }: Rollout, context: ReadContext): Promise<void> {
  for (;;) {
    const latest = await context.store.rollouts.get(id);
    if (!latest || !isOpen(latest.status)) return;
    if (await endPlan(latest, 'The plan that it was to replace was started or cancelled meanwhile.', context)) return;
  }
}
