import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { FollowUp, Store } from '#store/index.ts';

/** How often devices are looked at: often while a restart takes, seldom for one that is away for long. */
const OFTEN_MS = 5_000;
const SELDOM_MS = 60_000;
/** After this long a wait is no restart any more. */
const RESTART_MS = 10 * 60_000;
/** A device that restarts is still connected for some seconds: one that was never seen away is believed only after this. */
const DEPARTURE_MS = 90_000;
const MOST_TRIES = 12;

/** How a wait ended: back after `ms`, still there as if it had never gone, deleted, or waited for long enough. */
export type News = { kind: 'back'; ms: number } | { kind: 'never-left' } | { kind: 'deleted' } | { kind: 'gave-up' };

interface BackOnlineOptions {
  followUps: Store['followUps'];
  /** The connection status of a device now; undefined when it is not there any more. Throws when Webex does not answer. */
  connectionOf(deviceId: string): Promise<string | undefined>;
  /** Tells the space. */
  tell(followUp: FollowUp, news: News): Promise<void>;
  clock: Clock;
  log: Logger;
  /** How often to look while a restart takes, in milliseconds. */
  everyMs?: number;
}

/** Keeps the promises "I will tell you here when it is back", also those made before a restart of the bot. */
export function startBackOnline({ followUps, connectionOf, tell, clock, log, everyMs = OFTEN_MS }: BackOnlineOptions): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const seenAway = new Set<string>();
  const lookedAt = new Map<string, number>();

  async function look(followUp: FollowUp): Promise<void> {
    const { id, kind, deviceId, since, deadline } = followUp;
    const now = clock.now();
    if (now - since > RESTART_MS && now - (lookedAt.get(id) ?? 0) < SELDOM_MS) return;
    lookedAt.set(id, now);
    const connection = await connectionOf(deviceId);
    const isBack = connection === 'connected' || connection === 'connected_with_issues';
    if (connection !== undefined && !isBack) seenAway.add(id);
    if (connection === undefined) await end(followUp, { kind: 'deleted' });
    else if (isBack && (kind === 'back-online' || seenAway.has(id)))
      await end(followUp, { kind: 'back', ms: clock.now() - since });
    else if (isBack && now - since > DEPARTURE_MS) await end(followUp, { kind: 'never-left' });
    else if (now > deadline) await end(followUp, { kind: 'gave-up' });
  }

  async function end(followUp: FollowUp, news: News): Promise<void> {
    // Of several processes one settles it, and that one tells.
    const isOurs = await followUps.settle(
      followUp.id,
      news.kind === 'deleted' || news.kind === 'gave-up' ? 'gave-up' : 'done',
    );
    seenAway.delete(followUp.id);
    lookedAt.delete(followUp.id);
    if (isOurs) await insist(followUp, news);
  }

  /** The promise is settled: whoever waits for it hears of it, also when Webex is away for some minutes. */
  async function insist(followUp: FollowUp, news: News): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await tell(followUp, news);
      } catch (error) {
        // What may stand there already is not said again.
        const isUnsaid = error instanceof Error && 'outcome' in error && error.outcome !== 'unknown';
        if (!isUnsaid || attempt === MOST_TRIES || stopping.signal.aborted) throw error;
        log.warn({ deviceId: followUp.deviceId, err: error, attempt }, 'news of a device did not get through yet');
        await clock.sleep(everyMs, stopping.signal);
      }
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        for (const followUp of await followUps.waiting()) {
          if (stopping.signal.aborted) return;
          await look(followUp).catch((error) =>
            log.warn({ deviceId: followUp.deviceId, err: error }, 'could not look whether a device is back'),
          );
        }
      } catch (error) {
        log.error({ err: error }, 'promises to come back could not be read');
      }
      await clock.sleep(everyMs, stopping.signal);
    }
  }

  const running = loop();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
