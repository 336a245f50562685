import type { Logger } from './log.ts';

/** More faults than this within the window mean that the process itself is broken, not the work of one space. */
const MOST = 100;
const WITHIN_MS = 10_000;

/**
 * From now on an error that nobody caught is logged, with the event it belongs to where that is known, and the process goes
 * on: other spaces are not to wait for a mistake in the work of one. More than 100 within 10 s end it with exit code 1 and
 * a line on stderr, so that the host starts it anew. To be called when the start is over: before, an error is to end it.
 */
export function surviveFaults(log: Logger): void {
  /** When the last faults were, in milliseconds of the clock that never jumps; the oldest is overwritten next. */
  const times = new Float64Array(MOST).fill(Number.NEGATIVE_INFINITY);
  let next = 0;

  const take = (message: string) => (error: unknown) => {
    try {
      log.error({ err: error }, message);
    } catch {
      // An error can be so odd that it can't be logged. Node ends a process whose handler throws.
      process.stderr.write(`${message}\n`);
    }
    const now = performance.now();
    const isStorm = now - (times[next] ?? 0) < WITHIN_MS;
    times[next] = now;
    next = (next + 1) % MOST;
    if (isStorm) end();
  };

  process.on('unhandledRejection', take('a promise failed and nobody took care of it'));
  process.on('uncaughtException', take('an error was thrown and nobody caught it'));
}

function end(): never {
  process.stderr.write(
    `More than ${MOST} uncaught errors in ${WITHIN_MS / 1000} s: the bot ends, so that its host starts it anew. The log names them.\n`,
  );
  process.exit(1);
}
