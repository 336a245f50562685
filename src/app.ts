import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { createChat } from '#chat/index.ts';
import { reconcileWebhooks } from '#chat/webhooks.ts';
import { commands } from '#features/index.ts';
import { createDeviceSchemas } from '#fleet/device-schema.ts';
import { createFleet } from '#fleet/fleet.ts';
import { createRoles } from '#guard/roles.ts';
import { createLoneSeenEvents } from '#inbound/dedupe.ts';
import { createInbound } from '#inbound/index.ts';
import { checkPublicUrl } from '#inbound/reach.ts';
import { createHttpServer } from '#inbound/server.ts';
import { startBackOnline } from '#jobs/back-online.ts';
import { startHousekeeping } from '#jobs/housekeeping.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { createRenderer } from '#render/index.ts';
import { openStore, type Store } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import { createWebex, type Webex } from '#webex/index.ts';
import type { Config } from './config.ts';
import { backOnlineReply } from './pipeline/back-online.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';

export interface AppOptions {
  config: Config;
  log: Logger;
  clock?: Clock;
  /** How often devices that should come back are looked at, in milliseconds. */
  lookEveryMs?: number;
  /** The limit of one call to Webex, in milliseconds. */
  timeoutMs?: number;
  /** For tests: a card that cannot be made is an error. */
  strictCards?: boolean;
}

export interface App {
  port: number;
  /** Refuses new events, waits for running ones (at most eight seconds), then lets go of everything. */
  close(): Promise<void>;
}

const NO_BOT = { code: 'no-bot', hint: 'Make a bot on developer.webex.com → My Webex Apps, and take its token.' };
const NO_ORG = { code: 'no-organisation', hint: 'Check WEBEX_BOT_TOKEN: it must be the token of a bot.' };
const CARDS = fileURLToPath(new URL('../cards', import.meta.url));
const DRAIN_MS = 8_000;
/** What a plan's arguments held is of no use after that; the audit keeps who did what. */
const KEEP_PLANS_MS = 24 * 3_600_000;
/** Longer than any change takes, waits for Webex's rate limit included. */
const LONGEST_CHANGE_MS = 10 * 60_000;
/** An event that comes again after this long is not known any more. */
const KEEP_EVENTS_MS = 7 * 24 * 3_600_000;

/** Builds every room, joins them and starts the bot. Throws a Problem that says which setting to check. */
export async function startApp({
  config,
  log,
  clock = systemClock,
  lookEveryMs,
  timeoutMs,
  strictCards = false,
}: AppOptions): Promise<App> {
  const store = await openStore({
    dataDir: config.dataDir,
    ...(config.databaseUrl !== undefined && { databaseUrl: config.databaseUrl }),
    log,
    clock,
  });
  const webex = createWebex({
    apiBase: config.webex.apiBase,
    token: config.webex.botToken,
    clock,
    log,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const undo: (() => Promise<unknown>)[] = [() => store.close(), () => webex.close()];
  try {
    // The pipeline needs the chat to answer, and the chat the pipeline to be heard: its handlers look it up when they run.
    let pipeline: Pipeline | undefined;
    const through = async (take: (ready: Pipeline) => Promise<void>) => {
      if (pipeline) await take(pipeline);
    };
    const chat = createChat({
      webex,
      log,
      clock,
      handlers: {
        onMessage: (message) => through((ready) => ready.onMessage(message)),
        onClick: (click) => through((ready) => ready.onClick(click)),
        onAdded: (added) => through((ready) => ready.onAdded(added)),
        onRemoved: (removed) => through((ready) => ready.onRemoved(removed)),
      },
    });
    await chat.start().catch((error: unknown) => {
      throw notLetIn(error);
    });
    undo.push(() => chat.stop());
    if (chat.me.type !== 'bot') throw new Problem('WEBEX_BOT_TOKEN is the token of a person, not of a bot.', NO_BOT);
    if (chat.me.orgId === '') throw new Problem('Webex does not say which organisation the bot belongs to.', NO_ORG);

    const fleet = createFleet({ webex, clock });
    const lists = config.roles;
    if (config.webex.webhookSecret.length < 16)
      log.warn('WEBHOOK_SECRET is short: 16 characters or more are harder to guess');
    if (lists.admins.length === 0) log.warn('ADMINS is empty: nobody may do what can lock a device up');
    const roles = createRoles({
      lists,
      orgId: chat.me.orgId,
      members: store.members,
      findByEmail: async (email) => (await webex.people.list({ email }))[0],
      log,
    });
    pipeline = createPipeline({
      chat,
      renderer: createRenderer({ directory: CARDS, log, strict: strictCards }),
      commands,
      fleet,
      schemas: createDeviceSchemas({ xapi: webex.xapi, log }),
      webex,
      store,
      roles,
      admins: lists.admins,
      timeZone: config.timeZone,
      clock,
      log,
    });

    // Before events come in: until then every plan that is being applied is a leftover of an earlier run. Beside other
    // processes young ones may be somebody's work of this moment.
    await pipeline.recover(store.engine === 'sqlite' ? undefined : clock.now() - LONGEST_CHANGE_MS);

    const answering = pipeline;
    const inbound = createInbound({
      secret: config.webex.webhookSecret,
      deliver: (event) => chat.deliver(event),
      onLost: ({ resource, data }, error) => answering.sorry(resource, data.roomId, error),
      log,
      clock,
      seen:
        store.engine === 'sqlite'
          ? createLoneSeenEvents(store.events, clock)
          : { claim: (key) => store.events.firstTime(key, clock.now()), release: (key) => store.events.forget(key) },
    });
    const server = createHttpServer(
      express()
        .disable('x-powered-by')
        .use(inbound.router)
        .use(
          (_req, res) => void res.status(404).json({ error: 'There is nothing here. Webhooks go to /webhooks/webex.' }),
        ),
    );
    const port = await listen(server, config.port, config.host);
    const stopServer = async () => {
      server.close();
      server.closeIdleConnections();
      await inbound.drain();
      server.closeAllConnections();
    };
    undo.push(stopServer);
    await reconcileWebhooks(webex, { publicUrl: config.webex.publicUrl, secret: config.webex.webhookSecret, log });
    checkPublicUrl(config.webex.publicUrl, config.webex.webhookSecret).then(
      (problem) =>
        problem && log.warn({ reason: problem.message, hint: problem.hint }, 'PUBLIC_URL does not lead here'),
      (error) => log.warn({ err: error }, 'the public address could not be checked'),
    );
    const stopJobs = startJobs({ webex, store, pipeline, clock, log, lookEveryMs });
    undo.push(stopJobs);
    return {
      port,
      async close() {
        // Events first, so that nothing new begins; whoever takes too long is broken off when the client closes.
        const finished = Promise.all([stopServer(), stopJobs()]);
        await Promise.race([finished, sleep(DRAIN_MS, undefined, { ref: false })]);
        await closeAll(undo.slice(0, undo.indexOf(stopServer)), log);
        server.closeAllConnections();
      },
    };
  } catch (error) {
    await closeAll(undo, log);
    throw error;
  }
}

/** The first call to Webex failed: says which setting that points at. */
function notLetIn(error: unknown): unknown {
  if (!(error instanceof WebexError) || error.status === 401) return error;
  const hint = 'Check WEBEX_API_BASE and the network. It is https://webexapis.com/v1 for live Webex.';
  return new Problem(`The bot could not ask Webex who it is: ${error.message}`, {
    code: error.code,
    hint,
    cause: error,
  });
}

interface Jobs {
  webex: Webex;
  store: Store;
  pipeline: Pipeline;
  clock: Clock;
  log: Logger;
  lookEveryMs: number | undefined;
}

/** Starts what runs without being asked. Gives the function that stops it, and breaks off its waits. */
function startJobs({ webex, store, pipeline, clock, log, lookEveryMs }: Jobs): () => Promise<void> {
  const stopping = new AbortController();
  const { devices } = webex.with({ signal: stopping.signal });
  const housekeeping = startHousekeeping(
    [
      { name: 'recover', everyMs: 60_000, run: () => pipeline.recover(clock.now() - LONGEST_CHANGE_MS) },
      { name: 'forget old events', everyMs: 3_600_000, run: () => store.events.prune(clock.now() - KEEP_EVENTS_MS) },
      { name: 'forget old plans', everyMs: 3_600_000, run: () => store.plans.prune(clock.now() - KEEP_PLANS_MS) },
    ],
    log,
  );
  const backOnline = startBackOnline({
    followUps: store.followUps,
    connectionOf: async (deviceId) => {
      try {
        return (await devices.get(deviceId)).connectionStatus;
      } catch (error) {
        if (error instanceof WebexError && error.status === 404) return undefined;
        throw error;
      }
    },
    tell: (followUp, news) => pipeline.tell(followUp, backOnlineReply(followUp, news)),
    clock,
    log,
    ...(lookEveryMs !== undefined && { everyMs: lookEveryMs }),
  });
  return async () => {
    stopping.abort();
    await Promise.all([housekeeping.stop(), backOnline.stop()]);
  };
}

/** What was opened last is closed first; one that fails does not keep the others open. */
async function closeAll(undo: (() => Promise<unknown>)[], log: Logger): Promise<void> {
  for (const close of undo.splice(0).reverse())
    await close().catch((error) => log.error({ err: error }, 'closing failed'));
}

async function listen(server: ReturnType<typeof createHttpServer>, port: number, host: string): Promise<number> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why =
      code === 'EADDRINUSE'
        ? `Port ${port} is taken: stop the other program or set PORT.`
        : `The bot cannot listen on ${host}:${port} (${String(code)}): check PORT and HOST.`;
    throw new Problem(why, { code: 'cannot-listen', cause: error });
  }
  return (server.address() as AddressInfo).port;
}
