import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts', 'test/browser/global-setup.ts'],
    // Processes, not threads: a test may set its own time zone and signals.
    pool: 'forks',
    maxWorkers: 2,
    // Of the long series of races and kills, the part that is run; `npm run drill` runs all of them.
    provide: { share: 0.1 },
    // Longer than whatever a test waits for in turn, also where two cores do the work of twenty: none passes for being quick.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
