import { setTimeout as sleep } from 'node:timers/promises';

/** A line for whoever runs the bench. */
export const say = (line: string) => void process.stdout.write(`${line}\n`);

/** What was started and has to be ended: whoever starts something adds how. */
export const opened: (() => Promise<unknown>)[] = [];

/** Figures for the last line, to the thousandth, each name with a small letter first. */
export const rounded = (values: Iterable<readonly [string, number]>): Record<string, number> =>
  Object.fromEntries(
    [...values].map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), Math.round(value * 1000) / 1000]),
  );

/** Ends what was started, the last one first; one that fails does not keep the others. */
async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).reverse()) await close().catch(() => {});
}

/** Runs a bench to its end and ends all that it started. One that hangs says so after `limitMs`. */
export async function runBench(name: string, limitMs: number, main: () => Promise<void>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void closeAll().then(() => process.exit(1)));
  }
  const late = sleep(limitMs, undefined, { ref: false }).then(() => {
    throw new Error(`it was not done after ${limitMs / 1000} s: is the machine busy?`);
  });
  try {
    await Promise.race([main(), late]);
  } catch (error) {
    process.stderr.write(`bench:${name} failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    await closeAll();
  }
}
