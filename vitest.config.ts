import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/one-postgres.ts',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    restoreMocks: true,
    expect: { requireAssertions: true },
    // Most tests wait for other processes, so three files share two cores well.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    // Nothing global is changed by a test, and loading the bot anew for each file took a third of the time.
    isolate: false,
  },
});
