import { startOwnPostgres } from './store/postgres.ts';

/**
 * One PostgreSQL for a run of all tests: starting it takes longer than most tests that need it. A run of some files
 * starts one where it is needed. Tests that stop the server have their own.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const isWholeRun = process.argv.slice(2).every((word) => word === 'run' || word.startsWith('-'));
  if (!isWholeRun || process.env.TEST_DATABASE_URL) return undefined;
  const server = await startOwnPostgres();
  process.env.TEST_DATABASE_URL = server.url;
  return () => server.stop();
}
