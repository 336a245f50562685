import { systemClock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { openStore, type Store } from '#store/index.ts';
import { auditEntry, newEvent, newPlan } from './samples.ts';

/** A second bot process for tests: does one task on the store it is pointed to, and prints what came of it. */
const tasks: Record<string, (store: Store, argument: string) => Promise<void>> = {
  /** Writes for ever and prints what the store acknowledged. */
  async write(store) {
    for (let number = 0; ; number++) {
      const key = `event-${number}`;
      await Promise.all([
        store.inbox.add(newEvent(key)),
        store.audit.append(auditEntry({ words: key })),
        store.plans.create(newPlan({ title: key })),
      ]);
      console.log(key);
    }
  },

  /** Tries to be the first with a thousand events, and prints how often it was. */
  async race(store) {
    const keys = Array.from({ length: 1_000 }, (_, number) => `event-${(number * 7_919) % 1_000}`);
    const firsts = await Promise.all(keys.map((key) => store.inbox.add(newEvent(key))));
    console.log(firsts.filter(Boolean).length);
  },

  async claim(store, id) {
    const plans = await Promise.all(
      Array.from({ length: 20 }, () => store.plans.claim(id, { from: 'open', to: 'applying', by: 'p', at: 1 })),
    );
    console.log(plans.filter(Boolean).length);
  },

  async open() {
    console.log('opened');
  },

  /** Keeps the store until it is killed. */
  async hold() {
    console.log('holding');
    setInterval(() => {}, 60_000);
    await new Promise(() => {});
  },
};

const [name = '', argument = ''] = (process.argv[2] ?? '').split(' ');
try {
  const store = await openStore({
    dataDir: process.env.CHILD_DATA_DIR ?? '',
    databaseUrl: process.env.CHILD_DATABASE_URL,
    clock: systemClock,
    log: createLog('silent'),
  });
  await tasks[name]?.(store, argument);
  await store.close();
} catch (error) {
  console.log(error instanceof Problem ? error.code : String(error));
}
