let last: Promise<unknown> = Promise.resolve();

/** Does one after the other in this process, whether the one before it succeeded or not. */
export function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const mine = last.then(work, work);
  // What went wrong is told where it was asked for, and is nothing to those who wait.
  last = mine.catch(() => undefined);
  return mine;
}
