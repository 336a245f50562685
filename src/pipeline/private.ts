import { z } from 'zod';
import type { Destination } from '#chat/outgoing.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { problemReply, type Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';
import { Answer, type Effect } from '#store/effects.ts';
import { effectAnswer } from '#store/sealed.ts';
import type { Rooms } from './rooms.ts';

interface Way {
  /** The thread in the space where it was asked. */
  place: { roomId: string; parentId?: string };
  personId: string;
  /** Their name, where somebody else hears that it was sent. */
  whom?: string | undefined;
  /** The words that ask for it again. */
  again?: string | undefined;
  post(to: Destination, reply: Reply): Promise<{ id: string; mayStandTwice?: true }>;
  log: Logger;
}

/**
 * Sends an answer to one person directly, and tells the space that it did, or that it could not. Nothing of the answer comes
 * into the space. Throws when the person could not be reached and the space could not be told either.
 */
export async function sendToOne(
  reply: Reply,
  { place, personId, whom, again, post, log }: Way,
): Promise<{ id: string; mayStandTwice?: true }> {
  let sent: { id: string; mayStandTwice?: true };
  try {
    sent = await post({ toPersonId: personId }, reply);
  } catch (error) {
    log.warn({ err: error }, 'a private answer could not be sent');
    return post(place, problemReply(notSent(reply, error, { whom, again })));
  }
  // They have it: that it can't be told here is no reason to send it again.
  await post(place, sentReply(reply, whom)).catch((error) =>
    log.warn({ err: error }, 'that an answer was sent directly could not be told'),
  );
  return sent;
}

/** What the space hears of it. */
export const sentReply = (reply: Reply, whom = 'you'): Reply =>
  said(`I sent ${whatOf(reply)} to ${whom} directly`, {
    detail: typeof reply.private === 'object' ? reply.private.why : '',
  });

function notSent(reply: Reply, cause: unknown, { whom, again }: Pick<Way, 'whom' | 'again'>): Problem {
  const known = cause instanceof Problem ? cause : undefined;
  return new Problem(`I could not send ${whatOf(reply)} to ${whom ?? 'you'} directly`, {
    code: 'private-not-sent',
    hint: [
      known?.message,
      `Only ${whom ?? 'you'} should see it, so it is not shown here. ${whom === undefined ? 'Write to me directly, and ask there' : 'Who writes to me directly can ask there'}.`,
    ]
      .filter((sentence) => sentence !== undefined)
      .map((sentence) => sentence.replace(/[^.]$/, '$&.'))
      .join(' '),
    next: again === undefined || whom !== undefined ? [] : [{ title: 'Try again', say: again }],
    trackingId: known?.trackingId,
    cause,
  });
}

/** In place of an answer of which nobody knows any more for whom it was. */
export const withheld = (reply: Reply): Reply =>
  said(`I have ${whatOf(reply)}, and only one person should see it`, {
    detail: 'I was stopped before I could send it. Whoever asked: write to me directly, and ask there.',
  });

function whatOf({ private: asked, files = [] }: Reply): string {
  if (typeof asked === 'object' && asked.what !== undefined) return asked.what;
  return files.length > 0 ? 'the file' : 'the answer';
}

/** An answer as the store keeps it: what only one person should see is sealed, like a secret that was typed. */
export const kept = ({ seal }: Pick<Rooms, 'seal'>, key: string, reply: Reply): Reply | string =>
  reply.private === undefined
    ? reply
    : seal.close({ view: reply.view, data: reply.data, text: reply.text, private: reply.private }, effectAnswer(key));

/** The answer to a change that was done before, for whoever it was. */
export function keptAnswer({ seal, log }: Pick<Rooms, 'seal' | 'log'>, effect: Effect): Reply | undefined {
  if (effect.kept === undefined) return effect.answer;
  try {
    return PrivateAnswer.parse(seal.open(effect.kept, effectAnswer(effect.key)));
  } catch (error) {
    log.warn({ err: error }, 'a private answer can not be read any more');
    return said(`This was done: ${effect.title.replace(/\?$/, '')}`, {
      detail: 'Its answer was for one person, and I can no longer read it.',
    });
  }
}

const PrivateAnswer = Answer.extend({
  private: z.union([z.literal(true), z.object({ why: z.string(), what: z.string().optional() })]),
});

/** What a plan keeps of its answer, for whoever looks at the store. */
export const outcomeText = (reply: Reply): string => (reply.private === undefined ? reply.text : sentReply(reply).text);
