import type { Router } from 'express';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { createSeenEvents, type SeenEvents } from './dedupe.ts';
import { eventKey, type WebexEvent } from './envelope.ts';
import { createLaneQueue } from './queue.ts';
import { webhookRouter } from './routes.ts';

export type { WebexEvent } from './envelope.ts';

export interface InboundOptions {
  /** The secret the webhooks were registered with. */
  secret: string;
  /** Does the work of one event. Events of one space come one after another, those of different spaces side by side. */
  deliver(event: WebexEvent): Promise<void>;
  log: Logger;
  clock: Clock;
  /** What remembers served events; in memory unless given. */
  seen?: SeenEvents;
  /** Told of an event whose work failed, so that whoever waits for an answer hears of it. */
  onLost?(event: WebexEvent, error: unknown): Promise<void>;
}

export interface Inbound {
  /** `POST /webhooks/webex`; to be mounted before anything that reads bodies. */
  router: Router;
  /** Refuses new events with 503, then resolves when the accepted ones are done. */
  drain(): Promise<void>;
}

const SPACES_AT_ONCE = 64;
const WAITING_EVENTS = 10_000;

/** Webhook in → verified event → `deliver`, once for each event. */
export function createInbound({
  secret,
  deliver,
  log,
  clock,
  seen = createSeenEvents(clock),
  onLost,
}: InboundOptions): Inbound {
  const queue = createLaneQueue({
    concurrency: SPACES_AT_ONCE,
    capacity: WAITING_EVENTS,
    onError: (error) => log.error({ err: error }, 'event queue failed'),
  });
  let draining = false;
  /** Events on their way into the queue: `drain` waits for them too. */
  const arriving = new Set<Promise<boolean>>();

  async function serve(event: WebexEvent): Promise<void> {
    try {
      await deliver(event);
    } catch (error) {
      const { resource, event: what, actorId, data } = event;
      log.error({ err: error, resource, event: what, actorId, id: data.id, roomId: data.roomId }, 'event not served');
      await onLost?.(event, error).catch((failure) =>
        log.error({ err: failure, id: data.id }, 'a loss could not be told'),
      );
    }
  }

  async function take(event: WebexEvent): Promise<boolean> {
    const key = eventKey(event);
    if (!(await seen.claim(key, event.data.created))) {
      log.info({ key }, 'event delivered again, ignored');
      return true;
    }
    if (draining) {
      await seen.release(key);
      return false;
    }
    if (queue.push(event.data.roomId ?? event.data.id, () => serve(event))) return true;
    log.error({ waiting: WAITING_EVENTS }, 'too many events wait, refusing more');
    await seen.release(key);
    return false;
  }

  function accept(event: WebexEvent): Promise<boolean> {
    if (draining) return Promise.resolve(false);
    const taken = take(event).catch((error) => {
      log.error({ err: error }, 'an event could not be kept, so it is refused');
      return false;
    });
    arriving.add(taken);
    return taken.finally(() => arriving.delete(taken));
  }

  return {
    router: webhookRouter({ secret, log, now: () => clock.now(), accept }),
    async drain() {
      draining = true;
      await Promise.all(arriving);
      await queue.idle();
    },
  };
}
