import { z } from 'zod';
import { Busy } from '#guard/locks.ts';
import { withoutGlass } from '#guard/replies.ts';
import type { Plan } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import { isStoreAway } from '#store/away.ts';
import { BREAK_GLASS, brokenBy } from './break-glass.ts';
import type { Asked } from './perform.ts';
import { outcomeText } from './private.ts';
import type { Rooms } from './rooms.ts';
import { type Answered, auditOf } from './trail.ts';

const Told = z.object({ spaceId: z.string(), messageId: z.string(), isEnded: z.boolean() });
const noteOf = (planId: string): string => `glass ${planId}`;

/** What answers to the change that breaks the glass. */
type Work = () => Promise<Answered>;

/**
 * Does what breaks the glass, after the space that the policy names was told who does what, where and why; it hears how it
 * ended in the same thread. When it can't be told, nothing is done: throws a Problem. Any other plan is just done.
 */
export async function underWatch(
  rooms: Rooms,
  asked: Asked,
  plan: Plan<unknown>,
  planId: string,
  work: Work,
): Promise<Answered> {
  if (brokenBy(plan) === undefined) return work();
  await tell(rooms, asked, plan, planId);
  try {
    const answered = await work();
    await glassEnded(rooms, planId, answered.reply);
    return answered;
  } catch (error) {
    // It is worked again.
    if (error instanceof Busy || isStoreAway(error)) throw error;
    await glassEnded(rooms, planId, said(error instanceof Problem ? error.message : 'It failed, and nobody knows why'));
    throw error;
  }
}

async function tell(rooms: Rooms, asked: Asked, plan: Plan<unknown>, planId: string): Promise<void> {
  const { store, log } = rooms;
  const { talk, asker } = asked;
  const { breakGlass } = asker.standing.policy;
  // An earlier attempt told it.
  if (await store.notes.get(noteOf(planId), Told)) return;
  if (!breakGlass) throw untold();
  const spaceId = breakGlass.tell;
  try {
    const messageId = await post(rooms, { roomId: spaceId }, brokenReply(asked, plan));
    await store.notes.set(noteOf(planId), { spaceId, messageId, isEnded: false });
  } catch (error) {
    log.error({ eventId: talk.eventId, err: error }, 'a broken glass could not be told, so nothing is sent');
    throw untold(error);
  }
  await auditOf(rooms, talk, asker).write(BREAK_GLASS, asked.words, 'done', plan.targets, {
    detail: brokenBy(plan) ?? '',
  });
}

/** Tells the space that was told of a broken glass what came of it, once. Failures are logged: what was done was done. */
export async function glassEnded(
  rooms: Pick<Rooms, 'store' | 'chat' | 'renderer' | 'log'>,
  planId: string,
  reply: Reply,
): Promise<void> {
  const { store, log } = rooms;
  try {
    const told = await store.notes.get(noteOf(planId), Told);
    if (!told || told.isEnded) return;
    const [first = '', ...rest] = fromAfar(outcomeText(reply)).split('\n').filter(Boolean);
    await post(
      rooms,
      { roomId: told.spaceId, parentId: told.messageId },
      said(`Outcome: ${first}`, { detail: rest.join(' ') }),
    );
    await store.notes.set(noteOf(planId), { ...told, isEnded: true });
  } catch (error) {
    log.error({ planId, err: error }, 'the outcome of a broken glass could not be told');
  }
}

/** What was promised is kept where it was asked, not where this is read. */
const fromAfar = (text: string): string =>
  text
    .replace(/I will tell you here when/g, 'Where it was asked, I will tell when')
    .replace(/I look at it and will say here when/g, 'I look at it and will say, where it was asked, when');

async function post(
  { chat, renderer }: Pick<Rooms, 'chat' | 'renderer'>,
  to: { roomId: string; parentId?: string },
  reply: Reply,
): Promise<string> {
  const { card, text } = renderer.render(reply);
  const { id } = await chat.post(to, { text, ...(card && { card }) });
  return id;
}

const untold = (cause?: unknown) =>
  new Problem('I could not tell the space that watches over broken glass', {
    code: 'glass-untold',
    hint: `So nothing was sent.${cause instanceof Problem ? ` ${cause.message}.` : ''} An admin can look at "tell" of the policy and at whether I am in that space.`,
    cause,
  });

const MOST_NAMED = 20;

function brokenReply({ talk, asker }: Asked, plan: Plan<unknown>): Reply {
  const names = plan.targets.map(({ name }) => name);
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  const title = `${asker.displayName} breaks the glass: ${withoutGlass(plan.title).replace(/\?$/, '')}`;
  const lines = [
    brokenBy(plan) ?? '',
    `By ${asker.email}, ${talk.space.type === 'direct' ? 'in a direct message' : `in "${talk.space.title}"`}.`,
    ...(names.length > 1 ? [`Devices: ${names.slice(0, MOST_NAMED).join(', ')}${more}.`] : []),
  ].filter(Boolean);
  return {
    view: 'limits/broken',
    data: { title, lines: lines.map((text) => ({ text })) },
    text: [title, ...lines].join('\n'),
  };
}
