const last = new Map<string, Promise<unknown>>();

/** Does one after the other of what has the same key, in this process, whether the one before it succeeded or not. */
export function inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
  const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
  // What went wrong is told where it was asked for, and is nothing to those who wait.
  const ended = mine
    .catch(() => undefined)
    .then(() => {
      if (last.get(key) === ended) last.delete(key);
    });
  last.set(key, ended);
  return mine;
}
