import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from './child.ts';

const LOOK_MS = 100;

/** What processes take while something goes on. Memory in MB, resident. */
export interface Taken {
  /** The most that one of them had. */
  peakMb: number;
  /** The most that one of them had more than it had at the beginning. */
  addedMb: number;
  /** Seconds of processor time of all of them. */
  cpu: number;
}

export interface Watch {
  /** What one process has now, the largest of them. */
  nowMb(): number;
  end(): Promise<Taken>;
}

export async function watch(processes: readonly Child[]): Promise<Watch> {
  const before = await Promise.all(processes.map((one) => one.memory()));
  const cpu = async () =>
    (await Promise.all(processes.map((one) => one.cpu()))).reduce((sum, seconds) => sum + seconds, 0);
  const cpuBefore = await cpu();
  let isOver = false;
  let cpuNow = cpuBefore;
  let now: number[] = before;
  const most = [...before];
  const looking = (async () => {
    while (!isOver) {
      try {
        const found = await Promise.all(processes.map((one) => one.memory()));
        // A small program that has just ended has none.
        if (found.some(Number.isNaN)) return;
        now = found;
        cpuNow = await cpu();
        for (const [index, mb] of now.entries()) most[index] = Math.max(most[index] ?? 0, mb);
      } catch {
        return;
      }
      await sleep(LOOK_MS);
    }
  })();
  return {
    nowMb: () => Math.max(...now),
    async end() {
      isOver = true;
      await looking;
      return {
        peakMb: Math.max(...most),
        addedMb: Math.max(...most.map((mb, index) => mb - (before[index] ?? 0))),
        cpu: cpuNow - cpuBefore,
      };
    },
  };
}
