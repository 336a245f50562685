const LOOK_MS = 500;
/** Shares of a second of processor time. */
const BUSY = 0.15;
const AT_REST = 0.05;
/** At rest for so many looks: collecting throws compiled code away too, which a short pause is not worth. */
const LOOKS_AT_REST = 40;
/** After so much processor time there is much to give back, and code that is compiled anew is little beside it. */
const LONG_MS = 10_000;
const LOOKS_AFTER_LONG = 3;

interface IdleMemoryOptions {
  /** Collects garbage. Left out: Node's own, which is there with `--expose-gc`. */
  collect?: (() => void) | undefined;
  /** Processor time since the last call, as a share of the time that passed. */
  worked?: () => number;
  everyMs?: number;
  looksAtRest?: number;
  longMs?: number;
}

/**
 * Gives memory back once the process is at rest after work: V8 itself collects only while it allocates, so an idle process
 * would keep what its start or a burst left behind. Nothing without `--expose-gc`.
 */
export function giveBackMemory({
  collect = thorough(),
  worked = sinceLast(),
  everyMs = LOOK_MS,
  looksAtRest = LOOKS_AT_REST,
  longMs = LONG_MS,
}: IdleMemoryOptions = {}): { stop(): void } {
  if (!collect) return { stop() {} };
  let hasWorked = true;
  let rested = 0;
  let workedMs = 0;
  const timer = setInterval(() => {
    const share = worked();
    if (share > BUSY) hasWorked = true;
    rested = share > AT_REST ? 0 : rested + 1;
    workedMs += share * everyMs;
    const enough = workedMs > longMs ? Math.min(LOOKS_AFTER_LONG, looksAtRest) : looksAtRest;
    if (!hasWorked || rested < enough) return;
    hasWorked = false;
    workedMs = 0;
    collect();
  }, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** The last resort gives pages back to the system, not only to V8. */
function thorough(): (() => void) | undefined {
  const { gc } = globalThis;
  return gc && (() => void gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }));
}

function sinceLast(): () => number {
  let at = performance.now();
  let used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    const share = (user + system) / 1000 / (performance.now() - at);
    at = performance.now();
    used = process.cpuUsage();
    return share;
  };
}
