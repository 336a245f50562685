/**
 * One PostgreSQL for a run of all tests: starting it takes longer than most tests that need it. A run of some files
 * starts one where it is needed. Tests that stop the server have their own.
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const isWholeRun = process.argv.slice(2).every((word) => word === 'run' || word.startsWith('-'));
  if (!isWholeRun || process.env.TEST_DATABASE_URL) return undefined;
  const { startOwnPostgres } = await import('./store/postgres.ts');
  const server = await startOwnPostgres();
  keepExitCode();
  process.env.TEST_DATABASE_URL = server.url;
  return () => server.stop();
}

/** The package ends its process with 0 whatever became of it: a run with failures would look like one without. */
function keepExitCode(): void {
  let code: typeof process.exitCode;
  process.prependListener('beforeExit', () => {
    code = process.exitCode;
  });
  process.on('exit', () => {
    if (code !== undefined) process.exitCode = code;
  });
}
