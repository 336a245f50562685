import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/one-postgres.ts',
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    restoreMocks: true,
    expect: { requireAssertions: true },
  },
});
