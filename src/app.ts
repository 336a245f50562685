import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { createChat } from '#chat/index.ts';
import { commands } from '#features/index.ts';
import { createCatalogues } from '#fleet/catalogues.ts';
import { createFleet } from '#fleet/fleet.ts';
import { isLogin, loginEvent } from '#inbound/envelope.ts';
import { healthRouter } from '#inbound/health.ts';
import { createInbound } from '#inbound/index.ts';
import { createHttpServer } from '#inbound/server.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import { createKeyRing, macKeys } from '#lib/keys.ts';
import type { Logger } from '#lib/log.ts';
import { createMetrics } from '#lib/metrics.ts';
import { Problem } from '#lib/problem.ts';
import { createSeal } from '#lib/seal.ts';
import { DAY_MS } from '#lib/time.ts';
import { createRenderer } from '#render/index.ts';
import { isStoreAway } from '#store/away.ts';
import { openStore, type Store } from '#store/index.ts';
import { isOutage, WebexError } from '#webex/errors.ts';
import { createWebex } from '#webex/index.ts';
import { openSharedLimiter } from '#webex/shared-limiter.ts';
import { createActing } from './app/acting.ts';
import { sendAuditOn } from './app/audit-webhook.ts';
import { createChecks } from './app/checks.ts';
import { connect } from './app/connect.ts';
import { startJobs } from './app/jobs.ts';
import { listen } from './app/listening.ts';
import { createRights, openPolicies } from './app/policies.ts';
import { openPort } from './app/port.ts';
import { sealAnew } from './app/seal-anew.ts';
import { secretsOf } from './app/secrets.ts';
import { hintsOf, warnOf } from './app/settings.ts';
import { createWork } from './app/work.ts';
import type { Config } from './config.ts';
import { USUAL_REQUESTS } from './pipeline/rates.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';

export interface AppOptions {
  config: Config;
  log: Logger;
  clock?: Clock;
  /** How often devices that should come back are looked at, in milliseconds. */
  lookEveryMs?: number;
  /** How often the webhooks are looked at, in milliseconds. */
  listenEveryMs?: number;
  /** How often the policy file is looked at, in milliseconds. Default 2,000. */
  policyEveryMs?: number;
  /** The limit of one call to Webex, in milliseconds. */
  timeoutMs?: number;
  /** For tests: a card that cannot be made is an error. */
  strictCards?: boolean;
  /** For tests: the store that it opened. */
  onStore?: (store: Store) => void;
}

export interface App {
  port: number;
  /** Refuses new events, waits for running ones (at most eight seconds), then lets go of everything. */
  close(): Promise<void>;
}

const CARDS = fileURLToPath(new URL('../cards', import.meta.url));
const DRAIN_MS = 8_000;
const CLOSE_MS = 1_500;
/** The kind of work that fetches what was missed; one process at a time does it. */
const MISSED = 'missed';

/** Builds every room, joins them and starts the bot. Throws a Problem that says which setting to check. */
export async function startApp({
  config,
  log,
  clock = systemClock,
  lookEveryMs,
  listenEveryMs,
  policyEveryMs = 2_000,
  timeoutMs,
  strictCards = false,
  onStore,
}: AppOptions): Promise<App> {
  const metrics = createMetrics();
  const keys = createKeyRing({ secretKeys: config.secretKeys, webhookSecret: config.webex.webhookSecret });
  const seal = createSeal(keys);
  const store = await openStore({
    dataDir: config.dataDir,
    ...(config.databaseUrl !== undefined && { databaseUrl: config.databaseUrl }),
    log,
    clock,
    auditKeys: macKeys(keys, 'audit chain'),
  });
  onStore?.(store);
  const limiter = await openSharedLimiter({
    token: config.webex.botToken,
    throttle: store.throttle,
    hasOthers: store.engine === 'postgres',
    callsPerSecond: config.callsPerSecond,
    clock,
    log,
  });
  const webex = createWebex({
    apiBase: config.webex.apiBase,
    token: config.webex.botToken,
    clock,
    log,
    limiter,
    metrics,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const undo: (() => Promise<unknown>)[] = [() => store.close(), () => webex.close()];
  try {
    const policies = await openPolicies(config, store, log);
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
    undo.push(() => chat.stop());

    const work = await createWork(config, clock, log);
    const inbound = createInbound({
      secret: config.webex.webhookSecret,
      inbox: store.inbox,
      work,
      isOwn: (event) => chat.isOwn(event),
      async deliver(event, attempt) {
        try {
          if (isLogin(event)) await through((ready) => ready.onLogin({ id: event.data.id, attempt }));
          else await chat.deliver(event, attempt);
        } catch (error) {
          if (!(error instanceof WebexError) || error.status !== 404) throw error;
          // Its author took it back, or the space is gone: daily life, and there is nobody to answer.
          log.info(
            { resource: event.resource, roomId: event.data.roomId },
            'what was said is gone, so it is not answered',
          );
        }
      },
      passing: (error) =>
        isOutage(error) || isStoreAway(error)
          ? { afterMs: error instanceof WebexError ? (error.retryAfterMs ?? 0) : 0 }
          : undefined,
      onLost: ({ resource, data }, error, key) =>
        through((ready) => ready.sorry({ resource, spaceId: data.roomId, key }, error)),
      onRefused: () => listening.missed(),
      keptMs: config.inboxDays * DAY_MS,
      metrics,
      log,
      clock,
    });
    const acting = createActing({
      config,
      store,
      seal,
      webex,
      clock,
      log,
      cameBack: async ({ id, spaceId }) => void (await inbound.take(loginEvent(id, spaceId))),
    });
    const listening = listen({
      config,
      chat,
      webex,
      store,
      inbound,
      wake: () => work.wake(MISSED, MISSED),
      say: async (to, reply) => through((ready) => ready.tell(to, reply)),
      clock,
      log,
      ...(listenEveryMs !== undefined && { everyMs: listenEveryMs }),
    });
    const auditOn = sendAuditOn({ config, store, work, metrics, clock, log });
    work.handle(MISSED, (_key, signal) => listening.catchUp(signal), { concurrency: 1 });
    let isStopping = false;
    const checks = {
      process: async () => (isStopping ? new Problem('The bot is stopping.', { code: 'stopping' }) : undefined),
      store: async () => void (await store.check()),
      webex: async () => connection.problem(),
      webhooks: async () => listening.state().problem,
    };
    metrics.watch({
      queued: async () => (await store.inbox.depth()).waiting,
      aside: async () => (await store.inbox.depth()).aside,
      cooldown: () => limiter.left('token') / 1_000,
    });
    const server = createHttpServer(
      express()
        .disable('x-powered-by')
        .use(inbound.router)
        .use(acting.router)
        .use(healthRouter({ checks, hints: hintsOf(config), metrics, metricsToken: config.metricsToken, log, clock }))
        .use(
          (_req, res) => void res.status(404).json({ error: 'There is nothing here. Webhooks go to /webhooks/webex.' }),
        ),
    );
    const port = await openPort(server, config.port, config.host);
    let stopJobs = async () => {};
    /** Events first, so that nothing new begins. What waits in the inbox is for the next start. */
    const stopWork = async () => {
      isStopping = true;
      const quiet = listening.stop();
      server.close();
      server.closeIdleConnections();
      await Promise.all([
        connection.stop(),
        quiet,
        inbound.close().then(() => work.stop()),
        auditOn.stop(),
        stopJobs(),
      ]);
      server.closeAllConnections();
    };

    /** Once it is known who the bot is. */
    async function begin(): Promise<void> {
      const rights = createRights({ policies, chat, webex, store, clock, log });
      const { guard } = rights;
      const fleet = createFleet({ webex, clock });
      const catalogues = createCatalogues({ xapi: webex.xapi, kept: store.schemas, clock, log });
      const ready = createPipeline({
        chat,
        renderer: createRenderer({ directory: CARDS, secrets: secretsOf(config), log, strict: strictCards }),
        commands,
        fleet,
        catalogues,
        webex,
        store,
        guard,
        acting: acting.room,
        checks: createChecks({ config, chat, webex, store, policies, listening, acting: acting.room, clock }),
        seal,
        timeZone: config.timeZone,
        requests: config.requests ?? USUAL_REQUESTS,
        clock,
        log,
        metrics,
      });
      const news = (await rights.look()) ?? policies.first;
      await Promise.all([listening.look(), sealAnew({ store, seal, keys, log })]);
      if (isStopping) return;
      pipeline = ready;
      if (news) await ready.policyNews(news);
      await work.start();
      if (isStopping) return;
      // What an earlier run acknowledged and did not finish comes first.
      await inbound.sweep();
      listening.start();
      auditOn.start();
      const lookAtPolicy = async () => {
        const later = await rights.look();
        if (later) await ready.policyNews(later);
      };
      const policy = { look: lookAtPolicy, everyMs: policyEveryMs };
      stopJobs = startJobs({ config, webex, store, pipeline, inbound, policy, clock, log, lookEveryMs });
    }

    const connection = connect({ chat, begin, clock, log });
    undo.push(stopWork);
    await connection.first;
    warnOf(config, policies.current(), log);
    return {
      port,
      async close() {
        // Whoever takes too long is broken off when the client closes.
        await Promise.race([
          stopWork().catch((error) => log.error({ err: error }, 'stopping failed')),
          sleep(DRAIN_MS, undefined, { ref: false }),
        ]);
        // A store that does not answer must not hold the process: what it did not take is worked by the next start.
        await Promise.race([
          closeAll(undo.slice(0, undo.indexOf(stopWork)), log),
          sleep(CLOSE_MS, undefined, { ref: false }),
        ]);
        server.closeAllConnections();
      },
    };
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
