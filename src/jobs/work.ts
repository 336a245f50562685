/**
 * What runs for a key of a kind. `signal` aborts when the process stops or loses its claim; the run should end soon then. One
 * that throws is logged and repeated after 1, 2, 4 s and so on, at most a minute. No run may last longer than a day.
 */
export type Runner = (key: string, signal: AbortSignal) => Promise<void>;

/**
 * Wakes work; the rows in the store say what the work is. Each kind has keys, such as the space whose events wait: at most
 * one runner a key at a time, over all processes, and at least one run after every wake, also when the waking process ends.
 */
export interface Work {
  /** Says what runs for a kind; before `start`. `concurrency` keys run at once in this process. */
  handle(kind: string, runner: Runner, options: { concurrency: number }): void;
  start(): Promise<void>;
  /**
   * Asks for a run soon, or after `delayMs` and up to two seconds more. A wake during a run asks for another one. Never throws:
   * while the database is away wakes are kept and the trouble is logged; those of a process that ends before they could be
   * passed on are repeated by the sweep of whoever owns the rows.
   */
  wake(kind: string, key: string, delayMs?: number): void;
  /** Starts no more runs, aborts the signals, and resolves when the running ones have ended. */
  stop(): Promise<void>;
}
