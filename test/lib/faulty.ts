import { createLog, withEventId } from '#lib/log.ts';
import { surviveFaults } from '#lib/process-faults.ts';

/** A process for tests that makes the mistakes its argument names, then goes on or not. */
const log = createLog(process.argv[3] ?? 'info');
surviveFaults(log);

const mistakes: Record<string, () => void> = {
  /** One of each kind, in the work of two events and outside of any. */
  few() {
    withEventId('event-a', () => {
      setTimeout(() => {
        throw new Error('thrown in a timer, with Bearer canary-token');
      }, 1);
    });
    withEventId('event-b', () => {
      void Promise.resolve().then(() => Promise.reject(new Error('nobody waits for this')));
    });
    void Promise.reject('a word');
    void Promise.reject(undefined);
    void Promise.reject(
      Object.defineProperty(new Error('odd'), 'code', {
        enumerable: true,
        get() {
          throw new Error('cannot even be read');
        },
      }),
    );
    setTimeout(() => {
      log.info('other work went on');
      process.stdout.write('still here\n');
    }, 50);
  },

  /** As many as are borne. */
  hundred() {
    for (let number = 0; number < 100; number += 1) void Promise.reject(new Error(`mistake ${number}`));
    setTimeout(() => process.stdout.write('still here\n'), 50);
  },

  /** One mistake after another, for ever. */
  storm() {
    setInterval(() => {
      throw new Error('again');
    }, 1);
  },
};

mistakes[process.argv[2] ?? '']?.();
