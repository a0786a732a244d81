import { defineConfig } from 'vitest/config';
import { differentReleases } from './sandbox/database/releases.ts';
import { ProgramsFirst } from './test/support/sequencer.ts';
import { testFiles } from './test/support/test-files.ts';

const { needDatabase, needNothing } = testFiles('test');

export default defineConfig({
  test: {
    // Processes, not threads: a test may set its own time zone and signals. Each runs many files in turn, which share what
    // they import, and the databases that are put back for each test.
    pool: 'forks',
    isolate: false,
    // More than there are cores: a test waits half of its time, for the database or for something to happen.
    maxWorkers: 4,
    sequence: { sequencer: ProgramsFirst },
    // Of the long series of races and kills, the part that is run; `npm run drill` runs all of them.
    provide: { share: 0.02, releases: differentReleases },
    // Longer than whatever a test waits for in turn, also where two cores do the work of twenty: none passes for being quick.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 }, requireAssertions: true },
    projects: [
      { extends: true, test: { name: 'pure', include: needNothing } },
      {
        extends: true,
        test: {
          name: 'database',
          include: needDatabase,
          setupFiles: ['test/support/audit-last.ts'],
          globalSetup: ['test/support/global-setup.ts', 'test/browser/global-setup.ts'],
        },
      },
    ],
  },
});
