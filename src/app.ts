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
import { createInbound } from '#inbound/index.ts';
import { checkPublicUrl } from '#inbound/reach.ts';
import { createHttpServer } from '#inbound/server.ts';
import { startBackOnline } from '#jobs/back-online.ts';
import { startHousekeeping } from '#jobs/housekeeping.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { createRenderer } from '#render/index.ts';
import { openStore } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import { createWebex } from '#webex/index.ts';
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
  /** Refuses new events, waits for running ones (at most ten seconds), then lets go of everything. */
  close(): Promise<void>;
}

const CARDS = fileURLToPath(new URL('../cards', import.meta.url));
const DRAIN_MS = 10_000;
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
    await chat.start();
    undo.push(() => chat.stop());

    const fleet = createFleet({ webex, clock });
    const lists = config.roles;
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

    const inbound = createInbound({
      secret: config.webex.webhookSecret,
      deliver: (event) => chat.deliver(event),
      log,
      clock,
      seen: { claim: (key) => store.events.firstTime(key, clock.now()), release: (key) => store.events.forget(key) },
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
    undo.push(async () => {
      server.close();
      server.closeIdleConnections();
      await Promise.race([inbound.drain(), sleep(DRAIN_MS, undefined, { ref: false })]);
      server.closeAllConnections();
    });

    await reconcileWebhooks(webex, { publicUrl: config.webex.publicUrl, secret: config.webex.webhookSecret, log });
    checkPublicUrl(config.webex.publicUrl).then(
      (problem) => problem && log.warn({ hint: problem.hint }, problem.message),
      (error) => log.warn({ err: error }, 'the public address could not be checked'),
    );
    const answering = pipeline;
    // A lone process finds only its own leftovers; beside others, young ones may be somebody's work of this moment.
    await answering.recover(store.engine === 'sqlite' ? undefined : clock.now() - LONGEST_CHANGE_MS);
    const housekeeping = startHousekeeping(
      [
        { name: 'recover', everyMs: 60_000, run: () => answering.recover(clock.now() - LONGEST_CHANGE_MS) },
        { name: 'forget old events', everyMs: 3_600_000, run: () => store.events.prune(clock.now() - KEEP_EVENTS_MS) },
      ],
      log,
    );
    undo.push(() => housekeeping.stop());
    const backOnline = startBackOnline({
      followUps: store.followUps,
      connectionOf: async (deviceId) => {
        try {
          return (await webex.devices.get(deviceId)).connectionStatus;
        } catch (error) {
          if (error instanceof WebexError && error.status === 404) return undefined;
          throw error;
        }
      },
      tell: (followUp, news) => answering.tell(followUp, backOnlineReply(followUp, news)),
      clock,
      log,
      ...(lookEveryMs !== undefined && { everyMs: lookEveryMs }),
    });
    undo.push(() => backOnline.stop());
    return { port, close: () => closeAll(undo, log) };
  } catch (error) {
    await closeAll(undo, log);
    throw error;
  }
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
