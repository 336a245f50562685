import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { createClaimedLane, type SharedQueue } from './claimed-lane.ts';
import type { Work } from './work.ts';

type ClaimedLane = ReturnType<typeof createClaimedLane>;

const CHANNEL = 'webex_device_bot_work';
/** Holds delayed wakes, and the wakes of lost claims. */
const LATER = 'wakes.later';
const LATER_BATCH = 500;
/** The shortest pg-boss allows; a process that is killed holds its keys for so long. */
const HEARTBEAT_S = 10;
const BEAT_EVERY_TICKS = 3;
const TICK_MS = 1_000;

const Wake = z.object({ kind: z.string(), key: z.string() });
const Kept = z.object({ settled: z.array(z.string()) });
const Coded = z.object({ code: z.string() });

/** Only this much of a database error is for the log. */
const reasonOf = (error: unknown) => ({
  code: Coded.safeParse(error).data?.code,
  reason: error instanceof Error ? error.message : z.object({ message: z.string() }).safeParse(error).data?.message,
});

/**
 * Work shared by all processes on the PostgreSQL of `databaseUrl`, by pg-boss in a schema of its own (`pgboss`, made at the
 * start). `start` rejects with a Problem, `work-queue`, when that can't be made. docs/decisions/0022-pg-boss.md
 */
export function createPgBossWork({ databaseUrl, log }: { databaseUrl: string; log: Logger }): Work {
  // What its types leave out is passed on to pg: an answer that never comes must not hold a connection for ever.
  const connection = { query_timeout: 30_000, keepAlive: true };
  const boss = new PgBoss({
    ...connection,
    connectionString: databaseUrl,
    application_name: 'webex-device-bot work',
    // The statistics of a table that is nearly always empty say so during a burst too. The planner would then sort all that
    // waits at every claim, instead of reading the index that has it in order: 90 ms instead of 10 with 20,000 keys.
    options: '-c enable_bitmapscan=off',
    max: 4,
    connectionTimeoutMillis: 5_000,
    schema: 'pgboss',
    schedule: false,
    // How soon a lost claim is seen after its heartbeat is due.
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    maintenanceIntervalSeconds: 60,
    flowIntervalSeconds: 3_600,
  });
  boss.on('error', (error) => log.warn(reasonOf(error), 'the work queue reported an error'));
  boss.on('warning', ({ message }) => log.warn({ reason: message }, 'the work queue warned'));

  const me = randomUUID();
  const lanes = new Map<string, ClaimedLane>();
  const stopping = new AbortController();
  let ears: { close(): Promise<void> } | undefined;
  let listening: Promise<void> | undefined;
  let ticking: NodeJS.Timeout | undefined;
  let ticks = 0;
  let moving: Promise<void> | undefined;

  function sharedQueue(kind: string): SharedQueue {
    return {
      async add(keys) {
        // The key is the group too: `take` passes over keys that are held, which the policy alone would trip over.
        const jobs = keys.map((key) => ({ singletonKey: key, group: { id: key }, data: { kind, key } }));
        return (await boss.insert(kind, jobs, { returnId: true })) !== null;
      },
      async addLater(wakes) {
        const jobs = wakes.map(({ key, delayMs, slot }) => ({
          singletonKey: slot,
          // A number would lose the milliseconds; a string is an interval of PostgreSQL's.
          startAfter: `${delayMs} milliseconds`,
          data: { kind, key },
        }));
        await boss.insert(LATER, jobs);
      },
      async take(limit) {
        const jobs = await boss.fetch(kind, { batchSize: limit, groupConcurrency: 1 });
        return jobs.map(({ id, retryCount, data }) => ({ id, retryCount, key: Wake.parse(data).key }));
      },
      async giveBack(claims) {
        // Deleted, not completed: nobody asks for the past of a wake, and nothing piles up.
        await boss.deleteJob(kind, claims);
      },
      async keep(claims) {
        return new Set(Kept.parse(await boss.touch(kind, claims)).settled);
      },
      async ring() {
        await boss.getDb().executeSql('select pg_notify($1, $2)', [CHANNEL, `${me} ${kind}`]);
      },
    };
  }

  /** Turns delayed wakes that are due, and those of lost claims, into wakes. */
  async function moveDue(): Promise<void> {
    for (let moved = LATER_BATCH; moved === LATER_BATCH; ) {
      const jobs = await boss.fetch(LATER, { batchSize: LATER_BATCH });
      moved = jobs.length;
      if (moved === 0) return;
      const wakes = Map.groupBy(
        jobs.map(({ data }) => Wake.parse(data)),
        ({ kind }) => kind,
      );
      for (const [kind, due] of wakes) {
        const keys = [...new Set(due.map(({ key }) => key))].sort();
        // Another version of the bot may know more kinds than this one.
        if (lanes.has(kind) || (await boss.getQueue(kind))) await sharedQueue(kind).add(keys);
        else log.error({ kind, keys: keys.length }, 'nothing runs for this kind of work');
        lanes.get(kind)?.look();
      }
      await boss.deleteJob(LATER, jobs);
    }
  }

  function tick(): void {
    const isBeat = ticks++ % BEAT_EVERY_TICKS === 0;
    for (const lane of lanes.values()) {
      lane.checkClaims();
      if (isBeat) void lane.keepClaims();
      // What nobody was told of: a bell that was not heard, a key that another process has given back.
      lane.look();
    }
    moving ??= moveDue()
      .catch((error: unknown) => log.warn(reasonOf(error), 'delayed wakes could not be read'))
      .finally(() => {
        moving = undefined;
      });
  }

  /** Hears what other processes ring. pg-boss connects again by itself, but only after the first success. */
  async function listen(): Promise<void> {
    const hear = (bell: string) => {
      const [from, kind = ''] = bell.split(' ');
      if (from !== me) lanes.get(kind)?.look();
    };
    const lookEverywhere = () => {
      for (const lane of lanes.values()) lane.look();
    };
    while (!stopping.signal.aborted && !ears) {
      try {
        ears = await boss.getDb().listen?.(CHANNEL, hear, lookEverywhere);
      } catch (error) {
        log.warn(reasonOf(error), 'other processes can not be heard yet');
      }
      if (!ears) await sleep(TICK_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
    }
  }

  async function makeQueues(): Promise<void> {
    await boss.start();
    await boss.createQueue(LATER, { policy: 'short', heartbeatSeconds: HEARTBEAT_S, retryLimit: 1_000_000 });
    for (const kind of lanes.keys()) {
      await boss.createQueue(kind, {
        policy: 'short',
        heartbeatSeconds: HEARTBEAT_S,
        // Only the heartbeat tells whether somebody works on it; this is the longest pg-boss allows.
        expireInSeconds: 24 * 60 * 60,
        // A lost claim becomes a wake again. As a retry it could be taken beside a wake of the same key.
        retryLimit: 0,
        deadLetter: LATER,
        deleteAfterSeconds: 60,
      });
    }
  }

  return {
    handle(kind, runner, { concurrency }) {
      lanes.set(kind, createClaimedLane({ kind, runner, concurrency, queue: sharedQueue(kind), log }));
    },

    async start() {
      try {
        await makeQueues();
      } catch (error) {
        await boss.stop({ graceful: false }).catch(() => undefined);
        throw new Problem("The work queue can't be set up in the database of DATABASE_URL.", {
          code: 'work-queue',
          hint: 'PostgreSQL must be reachable, and its user needs the right to create the schema pgboss or to use the one that is there.',
          cause: error,
        });
      }
      listening = listen();
      for (const lane of lanes.values()) lane.open();
      ticking ??= setInterval(tick, TICK_MS).unref();
    },

    wake(kind, key, delayMs) {
      const lane = lanes.get(kind);
      if (lane) lane.wake(key, delayMs);
      else log.error({ kind, key }, 'nothing runs for this kind of work');
    },

    async stop() {
      stopping.abort();
      await Promise.all([...lanes.values()].map((lane) => lane.close()));
      clearInterval(ticking);
      await moving;
      await listening;
      await ears?.close();
      await boss
        .stop({ graceful: false })
        .catch((error: unknown) => log.warn(reasonOf(error), 'the work queue did not stop'));
    },
  };
}
