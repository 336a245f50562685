import { closeSync, fdatasync, openSync } from 'node:fs';

/** Takes what was written to a file down to the disk, without holding up this thread. */
export interface Disk {
  /** Resolves when everything written before the call is there. Callers of one moment share one flush. */
  flush(): Promise<void>;
  close(): void;
}

/**
 * For the write-ahead log of SQLite: it must exist at the first flush. Closing the descriptor does no harm to SQLite's
 * locks, which are on the database file.
 */
export function createDisk(path: string): Disk {
  let file: number | undefined;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let isClosed = false;
  /** The system tells of a lost write once, and forgets it: later successes say nothing about what was lost. */
  let broken: Error | undefined;

  const once = () =>
    new Promise<void>((resolve, reject) => {
      // Nothing can be written after it was closed, and SQLite itself has flushed everything then.
      if (isClosed) return resolve();
      if (broken) return reject(broken);
      file ??= openSync(path, 'r+');
      fdatasync(file, (error) => {
        if (!error || isClosed) return resolve();
        if (error.code === 'EIO') broken = error;
        reject(error);
      });
    });

  function begin(): Promise<void> {
    const flushing = once().finally(() => {
      running = undefined;
    });
    running = flushing;
    return flushing;
  }

  return {
    flush() {
      if (!running) return begin();
      // The one under way may have begun before the last write.
      next ??= running
        .catch(() => {})
        .then(() => {
          next = undefined;
          return begin();
        });
      return next;
    },
    close() {
      isClosed = true;
      if (file !== undefined) closeSync(file);
    },
  };
}
