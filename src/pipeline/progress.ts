import { z } from 'zod';
import type { Rooms, Talk } from './rooms.ts';

/** A change of fewer devices tells only when it takes long. */
const MOST_QUIET = 5;
const QUIET_MS = 3_000;
/** Webex allows ten edits of a message; the pauses between them grow, so that they last for two minutes. */
const PAUSES_MS = [2_000, 3_000, 5_000, 8_000, 13_000, 21_000, 34_000, 34_000];

/** A message that says how far a change is, while it lasts. */
export interface Progress {
  /** Never throws; what can't be told is not told. */
  tell(text: string, count: number): void;
  /** Says no more. Gives the message that is to be taken away once the answer stands there. */
  end(): Promise<string | undefined>;
}

/** What is said before there is an answer to a talk. */
export interface Before extends Progress {
  /** Its message was taken away. Never throws. */
  forget(): Promise<void>;
}

export type Telling = Pick<Rooms, 'chat' | 'clock' | 'log'> & { store: Pick<Rooms['store'], 'notes'> };

/** Where an earlier attempt at the same was cut off, what it said is gone on with, and taken away in the end. */
export function createBefore(rooms: Telling, talk: Talk): Before {
  const { notes } = rooms.store;
  const name = `told before ${talk.attempt.key}`;
  const left = notes.get(name, z.string()).catch(() => undefined);
  let progress: Progress | undefined;
  return {
    tell(text, count) {
      // Of a click the thread is not known at first.
      const { space, parentId } = talk;
      const to = { roomId: space.id, ...(parentId !== undefined && { parentId }) };
      progress ??= createProgress(rooms, to, (messageId) => notes.set(name, messageId), { left });
      progress.tell(text, count);
    },
    end: async () => (progress ? progress.end() : left),
    forget: () =>
      notes.drop(name).catch((error) => rooms.log.warn({ err: error }, 'a message that was taken away is still noted')),
  };
}

/**
 * `onPosted` is told which message it is, so that it is found after a crash; `left` is the one that was found. A change of few
 * devices is quiet for `quietMs`.
 */
export function createProgress(
  { chat, clock, log }: Pick<Rooms, 'chat' | 'clock' | 'log'>,
  to: { roomId: string; parentId?: string },
  onPosted: (messageId: string) => Promise<void>,
  { quietMs = QUIET_MS, left }: { quietMs?: number; left?: Promise<string | undefined> | undefined } = {},
): Progress {
  let latest = '';
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  let posting: Promise<string | undefined> | undefined;
  let editing: Promise<void> = Promise.resolve();
  let messageId: string | undefined;
  let edits = 0;
  let saidAt = 0;

  async function post(): Promise<string | undefined> {
    saidAt = clock.elapsed();
    try {
      messageId = await left;
      if (messageId !== undefined) return messageId;
      const { id } = await chat.post(to, { text: latest });
      messageId = id;
      await onPosted(id);
    } catch (error) {
      log.warn({ err: error }, 'how far a change is could not be told');
    }
    return messageId;
  }

  function start(): void {
    if (!isOver) posting ??= post();
  }

  async function edit(id: string): Promise<void> {
    try {
      await chat.edit(id, { roomId: to.roomId, text: latest });
    } catch (error) {
      log.warn({ err: error }, 'how far a change is could not be told');
      edits = PAUSES_MS.length;
    }
  }

  return {
    tell(text, count) {
      latest = text;
      if (count > MOST_QUIET) start();
      else timer ??= setTimeout(start, quietMs).unref();
      const pause = PAUSES_MS[edits];
      if (messageId === undefined || pause === undefined || clock.elapsed() - saidAt < pause) return;
      edits += 1;
      saidAt = clock.elapsed();
      const id = messageId;
      editing = editing.then(() => edit(id));
    },
    async end() {
      isOver = true;
      clearTimeout(timer);
      await posting;
      await editing;
      return messageId ?? left;
    },
  };
}
