import { createHash } from 'node:crypto';
import type { Work } from '#jobs/work.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Metrics } from '#lib/metrics.ts';
import { Problem } from '#lib/problem.ts';
import type { Inbox } from '#store/index.ts';
import {
  type AsideList,
  type Delivery,
  eventKey,
  laneOf,
  type Replayed,
  readEnvelope,
  type WebexEvent,
} from './envelope.ts';
import { createRareLog } from './rare-log.ts';
import { type Answer, type Route, webhookRouter } from './routes.ts';
import { createWorker, LANES, LANES_AT_ONCE, type WorkerOptions } from './worker.ts';

export type { WebexEvent } from './envelope.ts';
export type { Attempt } from './worker.ts';

export interface InboundOptions extends Pick<WorkerOptions, 'deliver' | 'onLost' | 'passing'> {
  /** The secret the webhooks were registered with. */
  secret: string;
  inbox: Inbox;
  work: Work;
  /** The bot did this itself: there is nothing to do about it, so it is not kept. */
  isOwn(event: WebexEvent): boolean;
  /** Told when an event had to be refused because it could not be stored. */
  onRefused?(): void;
  /** For how long the inbox knows an event, in ms: an older one can't be told from one that was served. */
  keptMs: number;
  metrics: Metrics;
  log: Logger;
  clock: Clock;
}

export interface Inbound {
  /** `POST /webhooks/webex`; to be mounted before anything that reads bodies, best in front of express. */
  router: Route;
  /** Takes an event that came another way. True when it is new. */
  take(event: WebexEvent): Promise<boolean>;
  /** Knows an event from now on without working it. True when it is new. */
  dismiss(event: WebexEvent): Promise<boolean>;
  /** Which of these messages came in before, by their ids. */
  known(messageIds: readonly string[]): Promise<Set<string>>;
  /** Wakes what an earlier run left, or what has waited for more than `olderThanMs`. */
  sweep(olderThanMs?: number): Promise<void>;
  /** Refuses new events with 503, and resolves when those on their way in are stored. */
  close(): Promise<void>;
}

/** A store that says nothing for so long is away: Webex is told so rather than kept waiting. */
const STORE_PATIENCE_MS = 5_000;
/** What can't be worked is kept to be looked at, but nobody may fill the disk with it. */
const ASIDE_A_MINUTE = 100;
/** The newest of what was set aside, as the operator is told it. */
const LISTED_ASIDE = 100;

/** Webhook in → verified event → one row in the inbox → acknowledged → `deliver`, once for each event. */
export function createInbound(options: InboundOptions): Inbound {
  const { secret, inbox, work, isOwn, onRefused, keptMs, metrics, log, clock } = options;
  work.handle(LANES, createWorker(options), { concurrency: LANES_AT_ONCE });
  let isClosed = false;
  /** Events on their way into the store. */
  const arriving = new Set<Promise<unknown>>();
  const tellRefusal = createRareLog<unknown>((count, error) =>
    log.error({ count, err: error }, 'an event could not be stored, so it is refused'),
  );
  let asideSince = 0;
  let asideCount = 0;

  async function take(event: WebexEvent): Promise<boolean> {
    const lane = laneOf(event);
    const stored = inbox.add({ key: eventKey(event), lane, body: JSON.stringify(event) });
    // When only the way to the disk failed, it may be there all the same.
    stored.catch(() => work.wake(LANES, lane));
    const isNew = await stored;
    if (isNew) {
      log.debug({ eventId: event.data.id, resource: event.resource, roomId: lane }, 'event stored');
      work.wake(LANES, lane);
    }
    return isNew;
  }

  async function keep(event: WebexEvent): Promise<void> {
    if (isOwn(event)) return metrics.received('own');
    const created = Date.parse(event.data.created ?? '');
    if (clock.now() - created > keptMs) {
      log.warn({ eventId: event.data.id, created: event.data.created }, 'event is too old to be known, ignored');
      return metrics.received('refused');
    }
    const isNew = await take(event);
    if (!isNew) log.info({ eventId: event.data.id }, 'event delivered again, ignored');
    metrics.received(isNew ? 'accepted' : 'duplicate');
  }

  async function keepAside(body: Buffer, why: string): Promise<void> {
    metrics.received('aside');
    const now = clock.now();
    if (Math.abs(now - asideSince) > 60_000) {
      asideSince = now;
      asideCount = 0;
    }
    asideCount += 1;
    if (asideCount > ASIDE_A_MINUTE) return;
    const key = `aside:${createHash('sha256').update(body).digest('base64url')}`;
    log.warn({ why, key }, 'a delivery can not be worked, set aside');
    await inbox.keepAside({ key, lane: key, body: body.toString() }, why);
  }

  /** `isKnown` without `isFound`: the event waits already, or all that is left of it is its key. */
  async function replay(key: string): Promise<Replayed> {
    const lane = await inbox.replay(key);
    log.info({ key, found: lane !== undefined }, 'a replay was asked for');
    if (lane === undefined) return { isFound: false, isKnown: (await inbox.known([key])).size > 0 };
    work.wake(LANES, lane);
    return { isFound: true, isKnown: true };
  }

  async function listAside(): Promise<AsideList> {
    const events = await inbox.aside(LISTED_ASIDE);
    return { aside: events.map(({ key, receivedAt, error = '' }) => ({ key, receivedAt, error })) };
  }

  function serve(delivery: Delivery, body: Buffer): Promise<unknown> | undefined {
    if ('event' in delivery) return keep(delivery.event);
    if ('aside' in delivery) return keepAside(body, delivery.aside);
    if ('listAside' in delivery) return listAside();
    return 'replay' in delivery ? replay(delivery.replay) : undefined;
  }

  async function accept(body: Buffer): Promise<Answer> {
    if (isClosed) return { status: 503 };
    const stored = serve(readEnvelope(body), body);
    if (!stored) return { status: 204 };
    arriving.add(stored);
    try {
      return { status: 200, json: await withinPatience(stored) };
    } catch (error) {
      tellRefusal(error);
      onRefused?.();
      metrics.received('refused');
      return { status: 503 };
    } finally {
      arriving.delete(stored);
    }
  }

  return {
    router: webhookRouter({ secret, log, metrics, accept }),
    take,
    dismiss: (event) => inbox.dismiss({ key: eventKey(event), lane: laneOf(event), body: JSON.stringify(event) }),
    async known(messageIds) {
      const keyOf = (id: string) => eventKey({ resource: 'messages', event: 'created', data: { id } });
      const keys = await inbox.known(messageIds.map(keyOf));
      return new Set(messageIds.filter((id) => keys.has(keyOf(id))));
    },
    async sweep(olderThanMs) {
      for (const lane of await inbox.lanes(olderThanMs)) work.wake(LANES, lane);
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(arriving);
    },
  };
}

async function withinPatience<T>(storing: Promise<T>): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => limit.reject(new Problem('The store does not answer.', { code: 'store-silent' })),
    STORE_PATIENCE_MS,
  );
  try {
    return await Promise.race([storing, limit.promise]);
  } finally {
    clearTimeout(timer);
  }
}
