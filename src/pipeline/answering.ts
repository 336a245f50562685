import { LRUCache } from 'lru-cache';
import type { Destination } from '#chat/outgoing.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import { duration } from '#lib/time.ts';
import { problemReply, type Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';
import { isStoreAway } from '#store/away.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import { sendToOne, withheld } from './private.ts';
import { createBefore, type Telling } from './progress.ts';
import type { Rooms, Talk } from './rooms.ts';
import type { Answered } from './trail.ts';

/** Cards whose thread is remembered; the thread of an older one is asked of Webex. */
const REMEMBERED = 5000;

interface Place {
  spaceId: string;
  parentId?: string | undefined;
  /** Whom it is for: a private answer goes to them. */
  personId?: string | undefined;
  /** Their name, for the others there. */
  whom?: string | undefined;
}

export interface Answering {
  /**
   * Runs the work of one talk and posts its answer, or what went wrong; then takes a spent card away. Throws when no
   * answer could be posted, and when the store is away: nothing was done then, and the event is worked again.
   */
  answer(talk: Talk, work: () => Promise<Answered>): Promise<void>;
  /** Posts a reply and gives the id of its message. One that only one person should see never comes into a space. */
  say(to: Place, reply: Reply): Promise<string>;
  /** The thread that a card of ours stands in. Throws a Problem when the card is not ours. */
  threadOf(cardId: string): Promise<string | undefined>;
  /** A view of the client that tells this talk's space, once, when Webex makes it wait. */
  patient(talk: Talk): Webex;
}

export function createAnswering(rooms: Pick<Rooms, 'renderer' | 'webex'> & Telling): Answering {
  const { chat, renderer, webex, log } = rooms;
  const threads = new LRUCache<string, { parentId: string | undefined }>({ max: REMEMBERED });

  const inSpace = ({ spaceId, parentId }: Place) => ({ roomId: spaceId, ...(parentId !== undefined && { parentId }) });

  async function say(to: Destination, reply: Reply, { withCard = true, duringCooldown = false } = {}): Promise<string> {
    const { card: made, text } = renderer.render(reply);
    const card = withCard ? made : undefined;
    const [file] = reply.files ?? [];
    const { id } = await chat.post(
      to,
      { text, ...(card && { card }), ...(file && { file }) },
      ...(duringCooldown ? [{ duringCooldown }] : []),
    );
    threads.set(id, { parentId: 'parentId' in to ? to.parentId : undefined });
    return id;
  }

  /**
   * Posts an answer, once more when Webex does not say whether it stands there: seen twice is better than never, since
   * what was done is done. A card that Webex refuses goes out as its text.
   */
  async function insist(to: Destination, reply: Reply, eventId: string): Promise<{ id: string; mayStandTwice?: true }> {
    try {
      return { id: await say(to, reply) };
    } catch (error) {
      log.warn({ eventId, err: error }, 'an answer did not get through');
      if (!(error instanceof WebexError)) return { id: await say(to, problemReply(error, eventId)) };
      if (error.status === 400) return { id: await say(to, reply, { withCard: false }) };
      if (error.outcome === 'refused') throw error;
      return { id: await say(to, reply), ...(error.outcome === 'unknown' && { mayStandTwice: true }) };
    }
  }

  function wentWrong(error: unknown, { eventId }: Talk): Answered {
    if (isStoreAway(error)) throw error;
    if (error instanceof Problem)
      log.info({ eventId, code: error.code, trackingId: error.trackingId }, 'a request was not done');
    else log.error({ eventId, err: error }, 'a request failed');
    return { reply: problemReply(error, eventId) };
  }

  async function answered(talk: Talk, work: () => Promise<Answered>): Promise<void> {
    const {
      reply,
      onPosted,
      again,
      to: personId = talk.person.id,
    } = await work().catch((error: unknown) => wentWrong(error, talk));
    const { space, person, eventId } = talk;
    const place = inSpace({ spaceId: space.id, parentId: talk.parentId });
    const post = (to: Destination, what: Reply) => insist(to, what, eventId);
    const isOther = !sameId(personId, person.id);
    // Whatever else is to come of it: what is private never comes into a space.
    const isForOne = reply.private !== undefined && (space.type === 'group' || isOther);
    const posted = isForOne
      ? await sendToOne(reply, {
          place,
          personId,
          ...(isOther && { whom: await nameOf(personId) }),
          again,
          post,
          log,
        })
      : await post(place, reply);
    // A plan whose card may stand there twice is not tied to one of them: either can be pressed, and once only.
    // What was sent directly does not stand where it was asked for, so nothing is tied to it.
    if (!posted.mayStandTwice && !isForOne)
      await (onPosted ?? talk.onPosted)?.(posted.id).catch((error) =>
        log.warn({ eventId: talk.eventId, err: error }, 'where a card stands could not be noted'),
      );
  }

  /** What stood there until the answer did. */
  async function clear({ before, progressId, isSpent, cardId }: Talk): Promise<void> {
    const said = await before?.end();
    if (said !== undefined) {
      await takeAway(said);
      await before?.forget();
    }
    if (progressId !== undefined) await takeAway(progressId);
    if (isSpent && cardId !== undefined) await takeAway(cardId);
  }

  return {
    async say(to, reply) {
      const place = inSpace(to);
      if (reply.private === undefined || (await isDirect(to.spaceId))) return say(place, reply);
      if (to.personId === undefined) return say(place, withheld(reply));
      const post = async (where: Destination, what: Reply) => ({ id: await say(where, what) });
      return (await sendToOne(reply, { place, personId: to.personId, whom: to.whom, post, log })).id;
    },

    async answer(talk, work) {
      if (talk.attempt.number > 1) talk.before ??= createBefore(rooms, talk);
      try {
        await answered(talk, work);
      } catch (error) {
        // It is worked again: then what was said of it goes, and until then nothing more is said.
        await talk.before?.end();
        throw error;
      }
      await clear(talk);
    },

    async threadOf(cardId) {
      const known = threads.get(cardId);
      if (known) return known.parentId;
      const message = await webex.messages.get(cardId);
      if (!sameId(message.personId, chat.me.id))
        throw new Problem('That card is not mine', { code: 'foreign-card', hint: 'Nothing was done.' });
      threads.set(cardId, { parentId: message.parentId });
      return message.parentId;
    },

    patient(talk) {
      let told = false;
      return webex.with({
        onWait: (ms) => {
          if (told) return;
          told = true;
          const reply = said(`Webex asks me to wait ${duration(ms)}`, {
            detail: 'That is its rate limit. I go on by myself.',
          });
          say(inSpace({ spaceId: talk.space.id, parentId: talk.parentId }), reply, { duringCooldown: true }).catch(
            (error) => log.warn({ eventId: talk.eventId, err: error }, 'a wait could not be told'),
          );
        },
      });
    },
  };

  async function nameOf(personId: string): Promise<string> {
    const person = await chat.person(personId).catch(() => undefined);
    return person?.displayName ?? 'whoever asked';
  }

  /** Where nobody knows, it is a space with others in it. */
  async function isDirect(spaceId: string): Promise<boolean> {
    const space = await chat.space(spaceId).catch(() => undefined);
    return space?.type === 'direct';
  }

  /** An edit cannot change a card, so it is deleted; that it is gone already is as good. */
  async function takeAway(messageId: string): Promise<void> {
    try {
      await chat.remove(messageId);
    } catch (error) {
      log.warn({ messageId, err: error }, 'a spent message could not be taken away');
    }
  }
}
