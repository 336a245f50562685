import { createPgBossWork } from '#jobs/pg-boss-work.ts';
import { createLog } from '#lib/log.ts';
import { type Program, run } from '../programs.ts';

/** Another bot process, which takes keys of `kind`, prints `has <key>` and never ends with them. */
export const startOtherProcess = (databaseUrl: string, kind: string): Program =>
  run('test/jobs/other-process.ts', [databaseUrl, kind]);

if (process.argv[1] === import.meta.filename) {
  const [databaseUrl = '', kind = ''] = process.argv.slice(2);
  const work = createPgBossWork({ databaseUrl, log: createLog('silent') });
  work.handle(
    kind,
    (key) => {
      console.log(`has ${key}`);
      return new Promise(() => {});
    },
    { concurrency: 1 },
  );
  await work.start();
  console.log('ready');
}
