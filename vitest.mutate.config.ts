import { defineConfig } from 'vitest/config';
import { testFiles } from './test/support/test-files.ts';
import usual from './vitest.config.ts';

/** The tests that mutants are tried with, as `test/support/mutate.ts` says. */
const include = process.env.MUTATION_TESTS?.split(',') ?? [];

const needsDatabase = testFiles('test').needDatabase.some((file) => include.includes(file));

export default defineConfig({
  test: {
    ...usual.test,
    projects: [
      {
        extends: true,
        test: {
          name: 'mutate',
          include,
          globalSetup: needsDatabase ? ['test/support/global-setup.ts'] : [],
        },
      },
    ],
  },
});
