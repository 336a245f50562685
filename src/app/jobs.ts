import type { Inbound } from '#inbound/index.ts';
import { startApprovals } from '#jobs/approvals.ts';
import { startBackOnline } from '#jobs/back-online.ts';
import { startDrifting } from '#jobs/drift.ts';
import { startHousekeeping } from '#jobs/housekeeping.ts';
import { startQueued } from '#jobs/queued.ts';
import { startRollouts } from '#jobs/rollouts.ts';
import { startWatching } from '#jobs/watching.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Store } from '#store/index.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import type { Config } from '../config.ts';
import type { Pipeline } from '../pipeline.ts';

export interface JobOptions {
  config: Pick<Config, 'inboxDays' | 'auditDays'>;
  webex: Webex;
  store: Store;
  pipeline: Pipeline;
  inbound: Inbound;
  policy: { look(): Promise<unknown>; everyMs: number };
  clock: Clock;
  log: Logger;
  /** How often devices that should come back are looked at, in milliseconds. */
  lookEveryMs: number | undefined;
}

const DAY_MS = 24 * 3_600_000;
/** As long as one may be taken back. */
const KEEP_ROLLOUTS_MS = 90 * DAY_MS;
/** What a plan's arguments held is of no use after that; the audit keeps who did what. */
const KEEP_PLANS_MS = DAY_MS;
/** Longer than any change takes, waits for Webex's rate limit and attempts at its event included. */
const LONGEST_CHANGE_MS = 45 * 60_000;
/** An event that waits for so long may have been lost by the queue that should have woken it. */
const OVERDUE_MS = 5_000;

/** Starts what runs without being asked. Gives the function that stops it, and breaks off its waits. */
export function startJobs(options: JobOptions): () => Promise<void> {
  const { config, webex, store, pipeline, inbound, clock, log, lookEveryMs } = options;
  const stopping = new AbortController();
  const { devices } = webex.with({ signal: stopping.signal });
  const before = (ms: number) => clock.now() - ms;
  const housekeeping = startHousekeeping(
    [
      // A lone process loses no wake; one of several may, with the process that sent it.
      ...(store.engine === 'postgres'
        ? [{ name: 'wake overdue events', everyMs: OVERDUE_MS, run: () => inbound.sweep(OVERDUE_MS) }]
        : []),
      { name: 'read the policy', everyMs: options.policy.everyMs, run: options.policy.look },
      { name: 'recover', everyMs: 60_000, run: () => pipeline.recover(before(LONGEST_CHANGE_MS)) },
      {
        name: 'forget old events',
        everyMs: 3_600_000,
        run: () => store.inbox.prune(before(config.inboxDays * DAY_MS)),
      },
      {
        name: 'forget old effects',
        everyMs: 3_600_000,
        run: async () => {
          await store.effectParts.prune(before(config.inboxDays * DAY_MS));
          return store.effects.prune(before(config.inboxDays * DAY_MS));
        },
      },
      {
        name: 'forget kept promises',
        everyMs: 3_600_000,
        run: () => store.followUps.prune(before(KEEP_PLANS_MS)),
      },
      {
        name: 'forget broken locks',
        everyMs: 3_600_000,
        run: () => store.locks.prune(before(KEEP_PLANS_MS)),
      },
      { name: 'forget old paces', everyMs: 3_600_000, run: () => store.paces.prune(before(3_600_000)) },
      { name: 'forget old logins', everyMs: 3_600_000, run: () => store.loginRequests.prune(before(KEEP_PLANS_MS)) },
      { name: 'forget old plans', everyMs: 3_600_000, run: () => store.plans.prune(before(KEEP_PLANS_MS)) },
      { name: 'forget old rollouts', everyMs: 3_600_000, run: () => store.rollouts.prune(before(KEEP_ROLLOUTS_MS)) },
      { name: 'forget old approvals', everyMs: 3_600_000, run: () => store.approvals.prune(before(KEEP_PLANS_MS)) },
      { name: 'forget old audit', everyMs: 3_600_000, run: () => store.audit.prune(before(config.auditDays * DAY_MS)) },
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
    tell: pipeline.tellBack,
    clock,
    log,
    ...(lookEveryMs !== undefined && { everyMs: lookEveryMs }),
  });
  const queued = startQueued({
    ...pipeline.queued,
    clock,
    log,
    ...(lookEveryMs !== undefined && { everyMs: lookEveryMs }),
  });
  const approvals = startApprovals({
    ...pipeline.approvals,
    clock,
    log,
    ...(lookEveryMs !== undefined && { everyMs: lookEveryMs }),
  });
  const watching = startWatching({
    watches: store.watches,
    ...pipeline.watching,
    clock,
    log,
    ...(lookEveryMs !== undefined && { everyMs: lookEveryMs }),
  });
  const rollouts = startRollouts({
    rollouts: store.rollouts,
    work: pipeline.rollouts,
    clock,
    log,
    ...(lookEveryMs !== undefined && { everyMs: lookEveryMs }),
  });
  const drifting = startDrifting({
    checks: store.driftChecks,
    ...pipeline.drifting,
    clock,
    log,
    ...(lookEveryMs !== undefined && { everyMs: lookEveryMs }),
  });
  return async () => {
    stopping.abort();
    await Promise.all([
      housekeeping.stop(),
      backOnline.stop(),
      queued.stop(),
      approvals.stop(),
      watching.stop(),
      drifting.stop(),
      rollouts.stop(),
    ]);
  };
}
