/** Jobs that keep their order within a lane while lanes run side by side. */
export interface LaneQueue {
  /** False when too many jobs wait already; the job is then not taken. */
  push(lane: string, job: () => Promise<void>): boolean;
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>;
}

export interface LaneQueueOptions {
  /** Lanes served at the same time. */
  concurrency: number;
  /** Jobs that may wait, over all lanes. */
  capacity: number;
  /** Told of a job that failed; the lane goes on with its next job. */
  onError(error: unknown): void;
}

export function createLaneQueue({ concurrency, capacity, onError }: LaneQueueOptions): LaneQueue {
  /** Jobs of every lane that is being served or waits for its turn. */
  const lanes = new Map<string, (() => Promise<void>)[]>();
  const ready: string[] = [];
  let running = 0;
  let waiting = 0;
  let whenIdle: (() => void)[] = [];

  function serve(): void {
    while (running < concurrency) {
      const lane = ready.shift();
      if (lane === undefined) break;
      running += 1;
      void serveOne(lane);
    }
  }

  async function serveOne(lane: string): Promise<void> {
    const jobs = lanes.get(lane) ?? [];
    const job = jobs.shift();
    waiting -= 1;
    try {
      await job?.();
    } catch (error) {
      onError(error);
    }
    running -= 1;
    if (jobs.length > 0) ready.push(lane);
    else lanes.delete(lane);
    serve();
    if (running === 0 && lanes.size === 0) {
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    }
  }

  return {
    push(lane, job) {
      if (waiting >= capacity) return false;
      waiting += 1;
      const jobs = lanes.get(lane);
      if (jobs) {
        jobs.push(job);
        return true;
      }
      lanes.set(lane, [job]);
      ready.push(lane);
      serve();
      return true;
    },
    idle: () => (lanes.size === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  };
}
