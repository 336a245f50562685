import { once } from 'node:events';
import express from 'express';
import pg from 'pg';
import { createInbound } from '#inbound/index.ts';
import { createHttpServer } from '#inbound/server.ts';
import { createPgBossWork } from '#jobs/pg-boss-work.ts';
import { systemClock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import { noMetrics } from '#lib/metrics.ts';
import { openStore } from '#store/index.ts';
import { type Program, run, WEBHOOK_SECRET } from '../programs.ts';

/** Events in, rows of `served` out: the way of the bot's events without the chat behind it. */
export const startChild = (databaseUrl: string, port: number): Program =>
  run('test/scale/child.ts', [databaseUrl, String(port)]);

/** The table in which each event is noted when it is worked, in order. */
export const SERVED = 'create table served (nr bigserial, key text not null, lane text not null, who bigint not null)';

if (process.argv[1] === import.meta.filename) {
  const [databaseUrl = '', port = ''] = process.argv.slice(2);
  const log = createLog('error');
  const clock = systemClock;
  const store = await openStore({ dataDir: '', databaseUrl, clock, log });
  const work = createPgBossWork({ databaseUrl, log });
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const inbound = createInbound({
    secret: WEBHOOK_SECRET,
    inbox: store.inbox,
    work,
    isOwn: () => false,
    async deliver({ data }) {
      await pool.query('insert into served (key, lane, who) values ($1, $2, $3)', [data.id, data.roomId, process.pid]);
    },
    passing: () => undefined,
    onLost: async () => {},
    keptMs: Number.POSITIVE_INFINITY,
    metrics: noMetrics,
    log,
    clock,
  });
  const server = createHttpServer(express().use(inbound.router)).listen(Number(port), '127.0.0.1');
  await once(server, 'listening');
  await work.start();
  await inbound.sweep();
  // As the bot does: what its sender could not pass on is found by the others.
  setInterval(() => void inbound.sweep(5_000).catch(() => {}), 5_000);
  console.log('ready');
}
