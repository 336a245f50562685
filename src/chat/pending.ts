import { Problem } from '#lib/problem.ts';
import type { Bot } from './framework.ts';

/**
 * Ties what goes into the framework to what comes out of it. The framework ignores its listeners' promises and swallows
 * its own errors; here each event is known by its id, its handler is waited for, and a dropped event is an error.
 */
export interface Pending {
  /** The framework told of the event with this key. */
  tell(key: string, bot: Bot): void;
  /** Runs `handOver`, which gives the event to the framework, and resolves when `work`, done for it, has finished. */
  through(key: string, handOver: () => Promise<void>, work: (bot: Bot) => Promise<void>): Promise<void>;
}

export function createPending(): Pending {
  const waiting = new Map<string, (bot: Bot) => void>();
  return {
    tell: (key, bot) => waiting.get(key)?.(bot),
    async through(key, handOver, work) {
      if (waiting.has(key))
        throw new Problem('An earlier attempt at this event is still under way.', { code: 'event-running' });
      let done: Promise<void> | undefined;
      waiting.set(key, (bot) => {
        done ??= work(bot);
        // Awaited below; without this an early failure would count as unhandled and end the process.
        done.catch(() => {});
      });
      try {
        await handOver();
      } finally {
        waiting.delete(key);
      }
      if (!done) throw new Problem('The bot framework dropped an event.', { code: 'event-dropped' });
      await done;
    },
  };
}
