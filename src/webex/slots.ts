/** Lets `limit` holders in at a time, first come first served. */
export function createSlots(limit: number) {
  let free = limit;
  const waiting: (() => void)[] = [];
  return {
    /** True when a slot was free; otherwise `wait` for one. */
    take(): boolean {
      if (free === 0) return false;
      free -= 1;
      return true;
    },
    wait: () => new Promise<void>((resolve) => waiting.push(resolve)),
    release(): void {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}
