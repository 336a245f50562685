import type { Chat } from '#chat/index.ts';
import { createWebhookWatch } from '#chat/webhooks.ts';
import type { Inbound } from '#inbound/index.ts';
import { createListening, type Listening } from '#jobs/listening.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Reply } from '#render/index.ts';
import type { Store } from '#store/index.ts';
import type { Webex } from '#webex/index.ts';
import type { Config } from '../config.ts';
import { catchUp } from '../pipeline/missed.ts';

const DAY_MS = 24 * 3_600_000;

export interface ListenOptions {
  config: Config;
  chat: Chat;
  webex: Webex;
  store: Store;
  inbound: Inbound;
  /** Asks for `catchUp` to be run, by one process. */
  wake(): void;
  say(to: { spaceId: string; parentId: string | undefined }, reply: Reply): Promise<void>;
  clock: Clock;
  log: Logger;
  /** How often the webhooks are looked at, in milliseconds. */
  everyMs?: number;
}

/** Keeps the webhooks working, and fetches what was said while they did not. */
export function listen({
  config,
  chat,
  webex,
  store,
  inbound,
  wake,
  say,
  clock,
  log,
  everyMs,
}: ListenOptions): Listening {
  const { publicUrl, webhookSecret: secret } = config.webex;
  const watch = createWebhookWatch(webex, { publicUrl, secret, log, memory: store.notes });
  const way = {
    chat,
    webex,
    plans: store.plans,
    rollouts: store.rollouts,
    inbox: {
      known: inbound.known,
      busy: () => store.inbox.lanes(1),
      accept: inbound.take,
      dismiss: inbound.dismiss,
    },
    say,
    keptMs: config.inboxDays * DAY_MS,
    timeZone: config.timeZone,
    clock,
    log,
  };
  return createListening({
    look: (signal) => watch.look(signal),
    wake,
    fetch: (outage, signal) => catchUp(way, outage, signal),
    notes: store.notes,
    isAlone: store.engine === 'sqlite',
    clock,
    log,
    ...(everyMs !== undefined && { everyMs }),
  });
}
