import type { Outcome } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import type { CommandBack } from '#intent/parts.ts';
import type { CommandArguments } from '#webex/xapi.ts';
import { inverseOf, readsBefore } from './inverse.ts';
import type { ManyStep, Target } from './many-plan.ts';
import { type ManyTold, workOnMany } from './many-work.ts';

/** What was seen of a device before it is sent anything. */
export interface Looked {
  /** In place of the target's own and the step's. */
  arguments?: CommandArguments;
  /** What takes it back; left out where the change changes nothing, and where it did not tell. */
  back?: CommandBack;
}

/** How a change of several devices is told, and what is looked at before each. */
export interface ManyWords extends ManyTold {
  /**
   * Looks at a device before it is sent anything: what takes it back, and arguments that depend on its state. A Problem
   * keeps it from being sent. Left out: what takes the command back is found out where that is known.
   */
  before?: (target: Target) => Promise<Looked>;
}

/** Sends the step's command to each of its devices, once: see `workOnMany`. */
export function sendToMany(step: ManyStep, words: ManyWords, context: ApplyContext): Promise<Outcome> {
  const { phrase, targets } = step;
  return workOnMany(
    {
      ...words,
      phrase,
      targets,
      before: words.before ?? ((target) => lookFor(step, target, context)),
      act: async (target, looked) => [await sendOne(step, target, looked, context)],
    },
    context,
  );
}

/** Gives the tracking id. */
async function sendOne(step: ManyStep, target: Target, looked: Looked, context: ApplyContext): Promise<string> {
  const { id, name } = target;
  const body = target.body ?? step.body;
  const given = looked.arguments ?? target.arguments ?? step.arguments;
  try {
    const { trackingId } = await context.command({ id, displayName: name }, target.command ?? step.command, {
      ...(given && { arguments: given }),
      ...(body !== undefined && { body }),
    });
    return trackingId;
  } finally {
    context.fleet.forget(id);
  }
}

/** What takes this command back on this device; a device that does not tell its state gets the command all the same. */
async function lookFor(step: ManyStep, target: Target, { webex }: ApplyContext): Promise<Looked> {
  const command = target.command ?? step.command;
  const given = target.arguments ?? step.arguments;
  const paths = readsBefore(command, given);
  const told = paths.length > 0 ? await webex.glance.status(target.id, paths).catch(() => undefined) : undefined;
  return told ? lookedAt(command, given, told) : {};
}

/** What takes a command back, by what the device told before; nothing where it is in that state already. */
export function lookedAt(command: string, given: CommandArguments | undefined, told: unknown): Looked {
  const back = inverseOf(command, given, told);
  const isSame = back?.command.toLowerCase() === command.toLowerCase() && isEqual(back.arguments ?? {}, given ?? {});
  return back && !isSame ? { back } : {};
}

const isEqual = (left: CommandArguments, right: CommandArguments): boolean => {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
};
