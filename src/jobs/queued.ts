import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';

/** How soon a change that waited begins once its devices are free, at most. */
const EVERY_MS = 1_000;
/** Changes that one process does at once. */
const AT_ONCE = 16;

interface QueuedOptions {
  /** Those whose turn it is, by an id. */
  ready(): Promise<string[]>;
  /** Does one of them, once over all processes. */
  serve(id: string): Promise<void>;
  /** Tells what was broken off. */
  tellBroken(): Promise<void>;
  clock: Clock;
  log: Logger;
  /** How often to look, in milliseconds. */
  everyMs?: number;
}

/** Does changes that wait for their devices when these are free, and tells of locks that were broken. */
export function startQueued({ ready, serve, tellBroken, clock, log, everyMs = EVERY_MS }: QueuedOptions): {
  stop(): Promise<void>;
} {
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  let nap = new AbortController();

  async function look(): Promise<void> {
    await tellBroken();
    for (const id of await ready()) {
      if (stopping.signal.aborted || running.size >= AT_ONCE) return;
      if (running.has(id)) continue;
      const run = serve(id)
        .catch((error: unknown) => log.error({ err: error, planId: id }, 'a queued change could not be worked'))
        .finally(() => {
          running.delete(id);
          // Whoever waits for the same device is next.
          nap.abort();
        });
      running.set(id, run);
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      nap = new AbortController();
      await look().catch((error: unknown) => log.error({ err: error }, 'the queue of changes could not be read'));
      if (!stopping.signal.aborted) await clock.sleep(everyMs, nap.signal);
    }
  }

  const looping = loop();
  return {
    async stop() {
      stopping.abort();
      nap.abort();
      await looping;
      await Promise.all(running.values());
    },
  };
}
