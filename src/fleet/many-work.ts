import type { Outcome } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import type { Back, Part } from '#intent/parts.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { fanOut } from './fan-out.ts';
import { canGoBack, manyReply, subjectFor } from './many-reply.ts';

/** How a change of several devices is told. */
export interface ManyTold {
  /** While it lasts: "Setting the volume". */
  doing: string;
  /** What is then true of "11 of 12 devices": "11 of 12 devices are at 30 %". */
  done: (subject: string, are: 'is' | 'are') => string;
  /** Told below; a function is asked when all is done. */
  detail?: string | (() => string);
  next?: NextStep[];
}

/** Work on several devices, whatever it is: `sendToMany` makes it of an xCommand. */
export interface ManyWork<Target extends { id: string; name: string }, Looked extends { back?: Back }>
  extends ManyTold {
  /** How the devices were named. */
  phrase: string;
  targets: readonly Target[];
  /** Looks at a device before anything is done to it. A Problem keeps it from being done, and is told as the reason. */
  before: (target: Target) => Promise<Looked>;
  /** Does it, and gives the tracking ids where the pipeline does not see them. Throws like the client. */
  act: (target: Target, looked: Looked) => Promise<string[]>;
}

/**
 * Does the work on each of its devices, once: what is about to be done is noted before, what came of it after. One that
 * fails does not keep back the others. Never throws for what became of a device.
 */
export async function workOnMany<Target extends { id: string; name: string }, Looked extends { back?: Back }>(
  work: ManyWork<Target, Looked>,
  context: ApplyContext,
): Promise<Outcome> {
  const { several } = context;
  const { targets, phrase, next = [] } = work;
  const trackingIds: string[] = [];
  const counted = { done: 0, failed: 0, unknown: 0 };
  const tell = () => several.tell(progressOf(work.doing, counted, targets.length), targets.length);
  tell();
  const parts = await fanOut(targets, async (target) => {
    const part = await workOnOne(work, target, context, trackingIds);
    counted[part.state === 'done' ? 'done' : part.state === 'begun' ? 'unknown' : 'failed'] += 1;
    tell();
    return part;
  });
  // What was done is told also when it can't be noted.
  await several
    .settled()
    .catch((error: unknown) => context.log.error({ err: error }, 'ends of a change were not noted'));
  const { effectId } = several;
  const detail = typeof work.detail === 'function' ? work.detail() : work.detail;
  return {
    reply: manyReply({ title: titleOf(parts, work), detail, parts, effectId, phrase, next }),
    trackingIds,
    parts,
    ...(parts.some(canGoBack) && { undo: { effectId } }),
  };
}

async function workOnOne<Target extends { id: string; name: string }, Looked extends { back?: Back }>(
  { before, act }: ManyWork<Target, Looked>,
  target: Target,
  { several, log }: ApplyContext,
  trackingIds: string[],
): Promise<Part> {
  const { id, name } = target;
  const part = { id, name };
  let looked: Looked;
  try {
    looked = await before(target);
    if (!(await several.begin(id, looked.back))) return { ...part, state: 'begun', why: 'This was begun before.' };
  } catch (error) {
    log.warn({ deviceId: id, err: error }, 'nothing was done on one of several devices');
    const why = sentenceOf(error);
    several.end(id, 'failed', why);
    return { ...part, state: 'failed', why };
  }
  const { back } = looked;
  try {
    trackingIds.push(...(await act(target, looked)));
    several.end(id, 'done');
    return { ...part, state: 'done', ...(back && { back }) };
  } catch (error) {
    log.warn({ deviceId: id, err: error }, 'a change of one of several devices failed');
    if (error instanceof Problem && error.trackingId !== undefined) trackingIds.push(error.trackingId);
    const state = isRefused(error) ? 'failed' : 'begun';
    const why = sentenceOf(error);
    several.end(id, state, why);
    return { ...part, state, why, ...(back && { back }) };
  }
}

/** The client says so where nothing was done; of anything else nobody knows. */
export const isRefused = (error: unknown): boolean =>
  error instanceof Problem && 'outcome' in error && (error.outcome === 'refused' || error.outcome === 'not-sent');

const sentenceOf = (error: unknown): string =>
  error instanceof Problem ? error.message.replace(/\.$/, '') : 'Something broke on my side';

function titleOf(parts: readonly Part[], { done }: ManyTold): string {
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
