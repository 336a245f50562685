import type { Tier } from '#intent/asker.ts';
import type { Outcome, Plan } from '#intent/command.ts';
import type { ApplyContext, ReadContext } from '#intent/context.ts';
import type { BegunChange, CommandBack, TagsBack } from '#intent/parts.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { told } from './inverse.ts';
import { goneFacts } from './left-out.ts';
import { type ManyStep, planOnMany, subjectOf } from './many-plan.ts';
import { canGoBack } from './many-reply.ts';
import { sendToMany } from './many-send.ts';
import { planTagsBack } from './tags-back.ts';
import type { TagsStep } from './tags-plan.ts';
import { sendTags } from './tags-send.ts';
import { type Undone, wasLine } from './was-line.ts';

/** The undo of an effect: what goes to each device is in its targets. */
export type UndoStep = (ManyStep & Called) | (TagsStep & { command?: never });

/**
 * The plan that takes a change of several devices back: each gets what it had itself, and only those that this change took
 * out of another state. `effectId` is that of `Outcome.undo`, `tierOf` that of `intent/danger.ts`. Throws a Problem when
 * there is nothing to take back here.
 */
export async function planUndo(
  effectId: string,
  tierOf: (command: string) => Tier,
  context: ReadContext,
): Promise<Plan<UndoStep>> {
  const change = await context.begun.of(effectId);
  const parts = (change?.parts ?? []).filter((part): part is Undone => canGoBack(part));
  const [first] = parts;
  if (!change || !first) throw nothingToUndo();
  const ofTags = parts.filter((part): part is Undone<TagsBack> => 'tags' in part.back);
  if (ofTags.length > 0) return planTagsBack(change, ofTags, context);
  const { what, verb } = whatOf(change, await context.sees());
  const ofCommands = parts.filter((part): part is Undone<CommandBack> => 'command' in part.back);
  return planCommandsBack(ofCommands, { what, verb }, tierOf, context);
}

/** Its title may name devices that are hidden from this person. */
function whatOf({ parts, title, command }: BegunChange, isSeen: (id: string) => boolean): Called {
  const subject = parts.length === 0 ? '' : subjectOf(parts);
  const verb = title.startsWith(`${BACK} on ${subject}: `) ? AGAIN : BACK;
  // What took something back is called by what it took back: "Take back on Fjord: Take back on Fjord: …" says nothing.
  const own = [BACK, AGAIN].map((word) => `${word} on ${subject}: `).find((words) => title.startsWith(words)) ?? '';
  const what = title.slice(own.length).replace(/\?$/, '');
  return { what: parts.every(({ id }) => isSeen(id)) ? shortened(what, 80) : command, verb };
}

const BACK = 'Take back';
const AGAIN = 'Do again';

interface Called {
  what: string;
  verb: typeof BACK | typeof AGAIN;
}

async function planCommandsBack(
  parts: readonly Undone<CommandBack>[],
  { what, verb }: Called,
  tierOf: (command: string) => Tier,
  context: ReadContext,
): Promise<Plan<UndoStep>> {
  const [first] = parts;
  if (!first) throw nothingToUndo();
  const backs = new Map(parts.map(({ id, back }) => [id, back]));
  const listed = new Map(
    (await context.fleet.many(`id:${parts.map(({ id }) => id).join(',')}`)).map((device) => [device.id, device]),
  );
  const devices = parts.flatMap(({ id }) => listed.get(id) ?? []);
  const tiers = parts.map(({ back }) => tierOf(back.command));
  const tier = tiers.sort().at(-1) ?? 0;
  const plan = await planOnMany(
    // What the words mean now is not what they meant then.
    { phrase: '', devices },
    {
      command: first.back.command,
      tier,
      title: (subject) => `${verb} on ${subject}: ${what}?`,
      action: () => (verb === BACK ? 'Take it back' : 'Do it again'),
      ...(tier > 0 && { inCall: 'it may be disturbed.' }),
      each: async ({ id }) => {
        const { command, arguments: given, leaves } = backs.get(id) ?? first.back;
        if (leaves && (await isChanged(id, leaves, context))) throw changedSince();
        return { command, ...(given && { arguments: given }) };
      },
    },
    context,
  );
  const undone = parts.filter(({ id }) => plan.targets.some((target) => target.id === id));
  // The line of values names the devices already.
  const others = plan.facts.filter(({ key }) => key !== 'devices');
  const facts = [{ key: 'back', text: wasLine(undone) }, ...others, ...(await goneFacts(parts, context))];
  return { ...plan, facts, step: { ...plan.step, what, verb } };
}

export function sendUndo(step: UndoStep, context: ApplyContext): Promise<Outcome> {
  if (step.command === undefined) return sendTags(step, context);
  return sendToMany(
    step,
    step.verb === AGAIN
      ? { doing: 'Doing it again', done: (subject) => `Done again on ${subject}: ${step.what}` }
      : { doing: 'Taking it back', done: (subject) => `Taken back on ${subject}: ${step.what}` },
    context,
  );
}

/** Somebody changed it since: that must not be overwritten. A device that does not tell is taken at its last word. */
async function isChanged(
  id: string,
  leaves: NonNullable<CommandBack['leaves']>,
  { webex }: ReadContext,
): Promise<boolean> {
  const paths = Object.keys(leaves);
  const now = await webex.glance.status(id, paths).catch(() => undefined);
  return now !== undefined && paths.some((path) => !leaves[path]?.includes(told(now, path)));
}

const changedSince = () =>
  new Problem('It was changed or taken back since', {
    code: 'changed-since',
    hint: 'It is no longer as this change left it, so it stays as it is. Nothing was sent.',
    next: [{ title: 'History', say: 'history changes' }],
  });

const nothingToUndo = () =>
  new Problem('There is nothing of this to take back', {
    code: 'nothing-to-undo',
    hint: 'It is too long ago, it was not done in this space, or no device was in another state before. Nothing was sent.',
    next: [{ title: 'History', say: 'history changes' }],
  });
