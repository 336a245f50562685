import { afterAll, beforeAll, expect, test } from 'vitest';
import { rolloutKills } from '../../bench/parts/rollout-kills.ts';
import { startPostgres, type TestPostgres } from '../store/postgres.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

/** The same with 10,000 devices and 20 kills is `npm run bench:rollout -- kills`. */
test.each([
  { engine: 'SQLite', kills: 4 },
  // What a killed process had in hand another one takes over after a while: it is one such while for all of them.
  { engine: 'PostgreSQL with two processes', kills: 3, from: 'changes' as const },
])(
  'kill -9 in the middle of a rollout on $engine: no device is lost or changed twice, and all of it can be taken back',
  {
    timeout: 300_000,
  },
  async ({ engine, kills, from }) => {
    const outcome = await rolloutKills({
      devices: 300,
      kills,
      perSecond: 500,
      patienceMs: 120_000,
      ...(from && { from }),
      ...(engine !== 'SQLite' && { databaseUrl: await postgres.createDatabase() }),
    });
    console.log(`${engine}: ${outcome.seconds} s, and back in ${outcome.undoSeconds} s; ${outcome.storms} storms`);
    // How many calls were on their way when somebody else was asked to wait is a figure of the bench.
    const { lost, twice, isBack, states } = outcome;
    expect({ kills: outcome.kills, lost, twice, isBack }).toEqual({
      kills,
      lost: 0,
      twice: 0,
      isBack: true,
    });
    expect(Object.keys(states).sort()).toEqual(['confirmed', 'failed refused', 'pending offline']);
  },
);
