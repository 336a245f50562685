import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';

/** How late it is told, at most, that nobody approved. */
const EVERY_MS = 5_000;

interface ApprovalsOptions {
  /** Those that have to be seen to now, by an id. */
  due(): Promise<string[]>;
  /** Sees to one of them, once over all processes. */
  end(id: string): Promise<void>;
  clock: Clock;
  log: Logger;
  /** How often to look, in milliseconds. */
  everyMs?: number;
}

/** Tells of approvals that ran out, and takes away the cards of those whose end was cut off by a stop. */
export function startApprovals({ due, end, clock, log, everyMs = EVERY_MS }: ApprovalsOptions): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();

  async function look(): Promise<void> {
    for (const id of await due()) {
      if (stopping.signal.aborted) return;
      await end(id).catch((error: unknown) => log.error({ err: error, planId: id }, 'an approval could not be ended'));
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => log.error({ err: error }, 'approvals could not be read'));
      await clock.sleep(everyMs, stopping.signal);
    }
  }

  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      await looping;
    },
  };
}
