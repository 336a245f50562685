import Counter from 'prom-client/lib/counter.js';
import Gauge from 'prom-client/lib/gauge.js';
import type Registry from 'prom-client/lib/registry.js';

/** A gauge whose source hangs, such as a database that is down, is left out of the figures after this long. */
const LOOK_UP_MS = 2_000;

export type Source = () => Promise<number | undefined> | number | undefined;

/** A counter without labels whose total is looked up when somebody asks. */
export function addCounter(registry: Registry, name: string, help: string, total: () => number): void {
  function collect(this: Counter): void {
    this.reset();
    this.inc(total());
  }
  new Counter({ name, help, registers: [registry], collect });
}

/** A gauge that is looked up when somebody asks, and left out when it can't be had; whoever owns the source logs why. */
export function addGauge(registry: Registry, name: string, help: string, source: Source): void {
  async function collect(this: Gauge): Promise<void> {
    const value = await lookUp(source);
    if (value === undefined) this.remove();
    else this.set(value);
  }
  new Gauge({ name, help, registers: [registry], collect });
}

/**
 * Counts by outcome. The counts are numbers of our own, handed over when somebody asks: prom-client makes and checks a key
 * for each increment, which costs thirty times as much. All outcomes stand at zero from the start, since a rate over a
 * series that appears with its first event misses that event.
 */
export function addOutcomes<T extends string>(
  registry: Registry,
  name: string,
  help: string,
  outcomes: readonly T[],
): (outcome: T) => void {
  const counts = new Map(outcomes.map((outcome) => [outcome, { count: 0 }]));
  function collect(this: Counter<'outcome'>): void {
    this.reset();
    for (const [outcome, { count }] of counts) this.inc({ outcome }, count);
  }
  new Counter({ name, help, labelNames: ['outcome'], registers: [registry], collect });
  return (outcome) => {
    const entry = counts.get(outcome);
    if (entry) entry.count += 1;
  };
}

async function lookUp(source: Source): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LOOK_UP_MS);
  });
  try {
    const value = await Promise.race([source(), tooLate]);
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
