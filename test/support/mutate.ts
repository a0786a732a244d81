import { globSync } from 'node:fs';
import { relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { startPostgres } from '../../sandbox/database/postgres.ts';
import { testFiles } from './test-files.ts';

/** The lowest score that is accepted for a line of the scope, in percent. */
const least = 85;

/**
 * The files to mutate, and the tests that must notice the mutants: those that belong to them. A mutant of code that
 * runs when a module is loaded is tried with all tests of its entry, so an entry has few. An entry leaves out the files
 * that a later entry names.
 */
const scope: readonly { readonly lines: readonly string[]; readonly tests: readonly string[] }[] = [
  { lines: ['src/text/duration.ts', 'src/settings/config.ts'], tests: testFiles('test/config').needNothing },
  { lines: ['src/text/text.ts', 'src/command/'], tests: testFiles('test/command').needNothing },
  {
    lines: ['src/actions/access/gate.ts', 'src/actions/access/approval-policy.ts'],
    tests: testFiles('test/actions').needNothing,
  },
  { lines: ['src/akkoma/ids/flake-ids.ts'], tests: ['test/akkoma/flake-ids.test.ts'] },
  { lines: ['src/command/suggestions.ts'], tests: ['test/command/suggestions.test.ts'] },
  { lines: ['src/actions/audit/verify.ts'], tests: ['test/actions/verify-audit.test.ts'] },
  {
    lines: ['src/actions/lifecycle/follow.ts'],
    tests: ['test/actions/follow.test.ts', 'test/actions/federate-first.test.ts'],
  },
  {
    lines: [
      'src/undo/',
      'src/akkoma/follows/blocks.ts',
      'src/database/change-records/undo-set.ts',
      'src/database/change-records/judge.ts',
    ],
    tests: [
      ...globSync(
        'test/operations/undo/{all,conflicts,dependents,each,later-decisions,meanwhile,upgraded}.test.ts',
      ),
      'test/actions/moderation-log.test.ts',
    ],
  },
];

/**
 * Mutation tests: `npm run mutate`, or `npm run mutate -- src/text/text.ts` for only some files of the scope. Prints
 * the mutants that no test noticed, and the score of each line of the scope. The exit code is 1 where a score is too
 * low.
 */
const asked = process.argv.slice(2);
// One server for all runs: a test process that is killed because its mutant loops forever would leave its own server
// running.
await using postgres = await startPostgres({ url: process.env.TEST_DATABASE_URL });
process.env.TEST_DATABASE_URL = postgres.url;
const scores: string[] = [];
for (const [place, { lines, tests }] of scope.entries()) {
  const later = filesIn(scope.slice(place + 1).flatMap((entry) => entry.lines));
  const files = filesIn(lines)
    .filter((file) => !later.includes(file))
    .filter((file) => asked.length === 0 || asked.some((each) => isIn(file, each)));
  if (files.length === 0) continue;
  const mutants = await mutate(files, tests);
  scores.push(...lines.flatMap((line) => scoreOf(line, mutants)));
}
process.stdout.write(`\n${scores.join('\n')}\n`);

function filesIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => (line.endsWith('/') ? globSync(`${line}**/*.ts`) : [line]));
}

function isIn(file: string, line: string): boolean {
  return line.endsWith('/') ? file.startsWith(line) : file === line;
}

type Mutants = Awaited<ReturnType<Stryker['runMutationTest']>>;

function mutate(files: readonly string[], tests: readonly string[]): Promise<Mutants> {
  // Read by `vitest.mutate.config.ts`.
  process.env.MUTATION_TESTS = tests.join();
  const stryker = new Stryker({
    mutate: [...files],
    plugins: ['@stryker-mutator/vitest-runner'],
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutate.config.ts', pool: 'forks', related: false },
    coverageAnalysis: 'perTest',
    tempDirName: '.stryker',
    reporters: ['clear-text', 'progress'],
    clearTextReporter: { reportTests: false },
    // Types are stripped, not checked.
    disableTypeChecks: false,
    // Stryker would rewrite this file with an API that TypeScript 7 lacks. Nothing reads it where the tests run.
    ignorePatterns: ['tsconfig.json'],
    // Each runs its tests in one more process.
    concurrency: 2,
    // Long enough for all tests on a busy machine. A timeout counts as noticed, so only a mutant that never ends may
    // time out.
    timeoutMS: 120_000,
  });
  return stryker.runMutationTest();
}

/** The score of a line; empty where nothing of it was mutated. */
function scoreOf(line: string, mutants: Mutants): string[] {
  const these = mutants.filter(({ fileName }) => isIn(relative('.', fileName), line));
  const noticed = these.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const missed = these.filter(({ status }) => status === 'Survived' || status === 'NoCoverage').length;
  if (noticed + missed === 0) return [];
  const score = (100 * noticed) / (noticed + missed);
  if (score < least) process.exitCode = 1;
  return [`${score.toFixed(1).padStart(7)} %  ${line}, ${noticed} of ${noticed + missed}`];
}
