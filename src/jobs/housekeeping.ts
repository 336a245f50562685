import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '#lib/log.ts';

/** Something to do over and over. */
export interface Chore {
  /** For the log. */
  name: string;
  /** Milliseconds from one run's end to the next one's start; the first run comes after that time too. */
  everyMs: number;
  run(): Promise<unknown>;
}

/** Does chores in the background until stopped; one that fails is logged and tried again the next time. */
export function startHousekeeping(chores: readonly Chore[], log: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function keep({ name, everyMs, run }: Chore): Promise<void> {
    // A pause that is broken off ends the loop.
    const pause = () => sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    for (await pause(); !signal.aborted; await pause()) {
      await run().catch((error: unknown) => log.error({ chore: name, err: error }, 'a chore failed'));
    }
  }

  const running = Promise.all(chores.map(keep));
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
