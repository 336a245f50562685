import type { Outcome } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import type { Back, Part } from '#intent/parts.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import type { CommandArguments } from '#webex/xapi.ts';
import { fanOut } from './fan-out.ts';
import { inverseOf, readsBefore } from './inverse.ts';
import type { ManyStep, Target } from './many-plan.ts';
import { canGoBack, manyReply, subjectFor } from './many-reply.ts';

/** What was seen of a device before it is sent anything. */
export interface Looked {
  /** In place of the target's own and the step's. */
  arguments?: CommandArguments;
  /** What takes it back; left out where the change changes nothing, and where it did not tell. */
  back?: Back;
}

/** How a change of several devices is told, and what is looked at before each. */
export interface ManyWords {
  /** While it lasts: "Setting the volume". */
  doing: string;
  /** What is then true of "11 of 12 devices": "11 of 12 devices are at 30 %". */
  done: (subject: string, are: 'is' | 'are') => string;
  detail?: string;
  next?: NextStep[];
  /**
   * Looks at a device before it is sent anything: what takes it back, and arguments that depend on its state. A Problem
   * keeps it from being sent. Left out: what takes the command back is found out where that is known.
   */
  before?: (target: Target) => Promise<Looked>;
}

/**
 * Sends the step's command to each of its devices, once: what is about to be sent is noted before, what came of it after.
 * One that fails does not keep back the others. Never throws for what became of a device.
 */
export async function sendToMany(step: ManyStep, words: ManyWords, context: ApplyContext): Promise<Outcome> {
  const { several } = context;
  const trackingIds: string[] = [];
  const counted = { done: 0, failed: 0, unknown: 0 };
  const tell = () => several.tell(progressOf(words.doing, counted, step.targets.length), step.targets.length);
  tell();
  const parts = await fanOut(step.targets, async (target) => {
    const part = await sendOne(step, target, words, context, trackingIds);
    counted[part.state === 'done' ? 'done' : part.state === 'begun' ? 'unknown' : 'failed'] += 1;
    tell();
    return part;
  });
  // What was done is told also when it can't be noted.
  await several
    .settled()
    .catch((error: unknown) => context.log.error({ err: error }, 'ends of a change were not noted'));
  const { effectId } = several;
  return {
    reply: manyReply({
      title: titleOf(parts, words),
      detail: words.detail,
      parts,
      effectId,
      phrase: step.phrase,
      next: words.next ?? [],
    }),
    trackingIds,
    parts,
    ...(parts.some(canGoBack) && { undo: { effectId } }),
  };
}

async function sendOne(
  step: ManyStep,
  target: Target,
  { before }: ManyWords,
  context: ApplyContext,
  trackingIds: string[],
): Promise<Part> {
  const { several, log } = context;
  const { id, name } = target;
  const part = { id, name };
  let looked: Looked = {};
  try {
    looked = before ? await before(target) : await lookFor(step, target, context);
    if (!(await several.begin(id, looked.back))) return { ...part, state: 'begun', why: 'This was begun before.' };
  } catch (error) {
    log.warn({ deviceId: id, err: error }, 'a device was not sent its command');
    const why = sentenceOf(error);
    several.end(id, 'failed', why);
    return { ...part, state: 'failed', why };
  }
  const { back } = looked;
  const body = target.body ?? step.body;
  const given = looked.arguments ?? target.arguments ?? step.arguments;
  try {
    const { trackingId } = await context.command({ id, displayName: name }, target.command ?? step.command, {
      ...(given && { arguments: given }),
      ...(body !== undefined && { body }),
    });
    trackingIds.push(trackingId);
    several.end(id, 'done');
    return { ...part, state: 'done', ...(back && { back }) };
  } catch (error) {
    log.warn({ deviceId: id, err: error }, 'a command to one of several devices failed');
    if (error instanceof Problem && error.trackingId !== undefined) trackingIds.push(error.trackingId);
    const state = isRefused(error) ? 'failed' : 'begun';
    const why = sentenceOf(error);
    several.end(id, state, why);
    return { ...part, state, why, ...(back && { back }) };
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

/** The client says so where nothing was done; of anything else nobody knows. */
const isRefused = (error: unknown): boolean =>
  error instanceof Problem && 'outcome' in error && (error.outcome === 'refused' || error.outcome === 'not-sent');

const sentenceOf = (error: unknown): string =>
  error instanceof Problem ? error.message.replace(/\.$/, '') : 'Something broke on my side';

function titleOf(parts: readonly Part[], { done }: ManyWords): string {
  const count = parts.filter(({ state }) => state === 'done').length;
  if (count > 0) return done(subjectFor(parts, count), parts.length === 1 || count === 1 ? 'is' : 'are');
  const unknown = parts.some(({ state }) => state === 'begun');
  const devices = parts.length === 1 ? (parts[0]?.name ?? '') : `any of ${parts.length} devices`;
  return unknown ? `I don't know whether this happened on ${devices}` : `This was not done on ${devices}`;
}

function progressOf(
  doing: string,
  { done, failed, unknown }: { done: number; failed: number; unknown: number },
  count: number,
): string {
  const others = [...(failed > 0 ? [`${failed} failed`] : []), ...(unknown > 0 ? [`${unknown} not known`] : [])];
  return [`${doing}: ${done} of ${count} done`, ...others].join(', ');
}
