import { openSync, writeSync } from 'node:fs';
import express from 'express';
import { createInbound } from '#inbound/index.ts';
import { createHttpServer } from '#inbound/server.ts';
import { createLocalWork } from '#jobs/local-work.ts';
import { createPgBossWork } from '#jobs/pg-boss-work.ts';
import { systemClock as clock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import { createMetrics } from '#lib/metrics.ts';
import { openPort } from '../src/app/port.ts';
import { openInbox } from './parts/inbox.ts';

/**
 * The bot's way in and nothing behind it: real routes, real store, real work, and a delivery that only counts. It tells its
 * port; `GET /delivered` gives what was delivered since it was asked last, and how much waits.
 */
const { WEBHOOK_SECRET = '', DATA_DIR = '', DATABASE_URL, ONE_BY_ONE, DELIVERED_FILE } = process.env;
/** As the bot does: what has waited for so long is woken again. */
const SWEEP_MS = 5_000;

const log = createLog('warn');
const { inbox, close } = await openInbox(
  { dataDir: DATA_DIR, databaseUrl: DATABASE_URL, log },
  ONE_BY_ONE !== undefined,
);
const work = DATABASE_URL ? createPgBossWork({ databaseUrl: DATABASE_URL, log }) : createLocalWork({ log, clock });
const file = DELIVERED_FILE === undefined ? undefined : openSync(DELIVERED_FILE, 'a');
let delivered: string[] = [];

const inbound = createInbound({
  secret: WEBHOOK_SECRET,
  inbox,
  work,
  isOwn: () => false,
  async deliver({ data }) {
    // For a round in which this process is killed, what it did must be told by somebody else.
    if (file === undefined) delivered.push(data.id);
    else writeSync(file, `${data.id}\n`);
  },
  passing: () => undefined,
  onLost: async () => {},
  keptMs: 7 * 24 * 3_600_000,
  metrics: createMetrics(),
  log,
  clock,
});
const app = express();
app.get('/delivered', async (_req, res) => {
  const ids = delivered;
  delivered = [];
  res.json({ ids, waiting: (await inbox.depth()).waiting });
});
const server = createHttpServer((req, res) => inbound.router(req, res, () => app(req, res)));
const port = await openPort(server, 0, '127.0.0.1');
await work.start();
await inbound.sweep();
setInterval(() => void inbound.sweep(SWEEP_MS), SWEEP_MS).unref();

process.once('SIGTERM', async () => {
  server.close();
  server.closeIdleConnections();
  await inbound.close();
  await work.stop();
  await close();
  process.exit();
});
process.stdout.write(`${port}\n`);
