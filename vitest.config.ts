import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

export default defineConfig({
  test: {
    globalSetup: 'test/one-postgres.ts',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    restoreMocks: true,
    // A busy machine is no failure: what is waited for comes at once, or never.
    expect: { requireAssertions: true, poll: { timeout: 10_000 } },
    // Most tests wait for other processes, so four files share two cores well.
    maxWorkers: Math.max(4, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
    // What was compiled for one process of a test serves the next.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'device-bot-compile-cache') },
    // Nothing global is changed by a test, and loading the bot anew for each file took a third of the time.
    isolate: false,
  },
});
