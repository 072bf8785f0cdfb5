import { defineConfig } from 'vitest/config';

// Threads without isolation are six times faster than isolated forks; the house style (no module state) allows it.
// The slow stories (built CLI, real peers) are projects of their own, so that a developer's loop stays short.
const common = { pool: 'threads', isolate: false, testTimeout: 20_000 } as const;
export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line-reporter.ts'],
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'test/fuzz/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'e2e',
          globalSetup: './test/support/fresh-build.ts',
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 300_000,
          include: ['test/e2e/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'peers',
          globalSetup: './test/support/fresh-build.ts',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
          include: ['test/peers/**/*.test.ts'],
        },
      },
    ],
  },
});
