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

type Telling = Pick<Rooms, 'chat' | 'clock' | 'log'> & { store: Pick<Rooms['store'], 'notes'> };

/**
 * Says what is done before there is an answer to a talk. Where an earlier attempt at the event was cut off, what it said is gone
 * on with, and taken away in the end.
 */
export function createBefore(rooms: Telling, { space, parentId, attempt }: Talk): Progress {
  const { notes } = rooms.store;
  const name = `told before ${attempt.key}`;
  const left = attempt.number > 1 ? notes.get(name, z.string()).catch(() => undefined) : undefined;
  const progress = createProgress(
    rooms,
    { roomId: space.id, ...(parentId !== undefined && { parentId }) },
    (messageId) => notes.set(name, messageId),
    { left },
  );
  return {
    tell: progress.tell,
    async end() {
      const messageId = await progress.end();
      if (messageId !== undefined)
        await notes
          .drop(name)
          .catch((error) => rooms.log.warn({ err: error }, 'a message that is taken away is still noted'));
      return messageId;
    },
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
