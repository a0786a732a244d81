import { defineConfig } from 'vitest/config';
import { testFiles } from './test/support/test-files.ts';
import usual from './vitest.config.ts';

const pure = {
  name: 'pure',
  include: testFiles('test/{actions,akkoma,command,config}').needNothing,
};

const database = {
  name: 'database',
  include: [
    'test/command/suggestions.test.ts',
    'test/actions/verify-audit.test.ts',
    'test/actions/{federate-first,follow}.test.ts',
    'test/operations/undo/{all,conflicts,each,untouched,upgraded}.test.ts',
  ],
  globalSetup: ['test/support/global-setup.ts'],
};

/** The tests that mutants are tried with; `test/support/mutate.ts` says which part of them. */
export default defineConfig({
  test: {
    ...usual.test,
    projects: [{ extends: true, test: process.env.MUTATE === 'database' ? database : pure }],
  },
});
