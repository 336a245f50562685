import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import type { Store } from '#store/index.ts';
import type { AuditPost } from './audit-post.ts';
import { backoffMs } from './backoff.ts';
import { startHousekeeping } from './housekeeping.ts';
import type { Work } from './work.ts';

type Outbox = Store['audit']['outbox'];
type Batch = NonNullable<Awaited<ReturnType<Outbox['next']>>>;

/** The kind of work that sends; one process at a time does it. */
const KIND = 'audit-webhook';
const BATCH = 100;

interface AuditWebhookOptions {
  outbox: Outbox;
  post: AuditPost;
  work: Pick<Work, 'handle' | 'wake'>;
  clock: Clock;
  log: Logger;
  /** How often it is looked whether anything waits, in ms. */
  everyMs?: number;
}

/**
 * Sends the audit on, behind everything else: entries are in the store before, and wait there until they were taken. Each at
 * least once, those of a chain in their order. To be made before the work starts.
 */
export function createAuditWebhook({ outbox, post, work, clock, log, everyMs = 3_000 }: AuditWebhookOptions) {
  work.handle(KIND, (_key, signal) => send(signal), { concurrency: 1 });

  async function send(signal: AbortSignal): Promise<void> {
    const before = await outbox.state();
    let failing = before?.failing;
    if (failing && clock.now() < failing.notBefore) return;
    for (let batch = await outbox.next(BATCH); batch && !signal.aborted; batch = await outbox.next(BATCH)) {
      try {
        await post.send(jsonOf(batch), signal);
      } catch (error) {
        if (signal.aborted) return;
        await outbox.note({ isOn: true, failing: failureAfter(failing, error) });
        return;
      }
      await outbox.sent(batch.chain.id, batch.entries.at(-1)?.n ?? 0);
      if (failing) {
        log.info({ times: failing.times }, 'the audit webhook takes entries again');
        await outbox.note({ isOn: true });
        failing = undefined;
      }
    }
  }

  function failureAfter(failing: Failing | undefined, error: unknown): Failing {
    const times = (failing?.times ?? 0) + 1;
    const why = error instanceof Problem ? error.message : 'Something broke on my side.';
    log.warn(
      { times, reason: why, ...(error instanceof Problem ? {} : { err: error }) },
      'the audit webhook took nothing',
    );
    // Several bots that one outage stopped should not all come back in one moment.
    const pause = backoffMs(times) * (0.75 + Math.random() / 2);
    return { since: failing?.since ?? clock.now(), why, times, notBefore: clock.now() + Math.round(pause) };
  }

  let housekeeping: { stop(): Promise<void> } | undefined;
  return {
    /** Once the work has started. */
    start() {
      const look = async () => {
        const state = await outbox.state();
        if (!state?.isOn) await outbox.note({ isOn: true });
        const isDue = !state?.failing || clock.now() >= state.failing.notBefore;
        if (isDue && (await outbox.waiting()).count > 0) work.wake(KIND, KIND);
      };
      housekeeping ??= startHousekeeping([{ name: 'send the audit on', everyMs, run: look }], log);
    },
    async stop() {
      await housekeeping?.stop();
    },
  };
}

type Failing = NonNullable<NonNullable<Awaited<ReturnType<Outbox['state']>>>['failing']>;

/** docs/audit.md tells receivers what is in it. */
function jsonOf({ chain, previous, entries }: Batch): string {
  return JSON.stringify({ version: 1, chain, previous, entries });
}
