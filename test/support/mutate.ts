import { globSync } from 'node:fs';
import { relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { startPostgres } from '../../src/sandbox/database/postgres.ts';

/** How much of each line of the scope must be noticed, in percent. */
const least = 85;

/**
 * What is mutated, by what its tests need. A mutant of what a module makes when it is loaded is tried with all tests of its
 * part, which would take too long were those with a database among them.
 */
const scope = {
  database: [
    'src/command/suggestions.ts',
    'src/actions/verify-audit.ts',
    'src/actions/follow.ts',
    'src/akkoma/undoing/',
    'src/database/undoing.ts',
    'src/database/judge.ts',
  ],
  pure: [
    'src/text.ts',
    'src/duration.ts',
    'src/config.ts',
    'src/command/',
    'src/actions/policy.ts',
    'src/actions/agreement.ts',
    'src/akkoma/flake-ids.ts',
  ],
};

type Part = keyof typeof scope;
type Mutants = Awaited<ReturnType<Stryker['runMutationTest']>>;

/**
 * Mutation tests: `npm run mutate`, or `npm run mutate -- src/text.ts` for some files of the scope alone. Prints what no test
 * noticed, and the score of each line of the scope; the exit code is 1 where one is too low.
 */
const asked = process.argv.slice(2);
// One server for all runs: a test process that is ended because a mutant never ends would leave its own behind.
await using postgres = await startPostgres({ url: process.env.TEST_DATABASE_URL });
process.env.TEST_DATABASE_URL = postgres.url;
const scores: string[] = [];
for (const part of ['pure', 'database'] as const) {
  const files = filesOf(part).filter((file) => asked.length === 0 || asked.some((each) => isIn(file, each)));
  if (files.length > 0) scores.push(...scoresOf(part, await mutate(part, files)));
}
process.stdout.write(`\n${scores.join('\n')}\n`);

/** A file of both parts needs a database. */
function filesOf(part: Part): string[] {
  const those = (of: Part) =>
    scope[of].flatMap((line) => (line.endsWith('/') ? globSync(`${line}**/*.ts`) : [line]));
  return part === 'database' ? those(part) : those(part).filter((file) => !those('database').includes(file));
}

function isIn(file: string, line: string): boolean {
  return line.endsWith('/') ? file.startsWith(line) : file === line;
}

function mutate(part: Part, files: readonly string[]): Promise<Mutants> {
  // `vitest.mutate.config.ts` reads it.
  process.env.MUTATE = part;
  const stryker = new Stryker({
    mutate: [...files],
    plugins: ['@stryker-mutator/vitest-runner'],
    testRunner: 'vitest',
    vitest: { configFile: 'vitest.mutate.config.ts', pool: 'forks' },
    coverageAnalysis: 'perTest',
    incremental: true,
    incrementalFile: `.stryker/${part}.json`,
    tempDirName: '.stryker/tmp',
    htmlReporter: { fileName: `.stryker/${part}.html` },
    reporters: ['clear-text', 'progress', 'html'],
    clearTextReporter: { reportTests: false },
    // Types are stripped, not checked.
    disableTypeChecks: false,
    // Stryker would rewrite it by an API that TypeScript 7 does not have; nothing reads it where the tests run.
    ignorePatterns: ['tsconfig.json'],
    // Each starts one process more for its tests.
    concurrency: 2,
    // Long enough for all tests on a busy machine: what ends here counts as noticed, and is to be what goes on for ever.
    timeoutMS: 120_000,
  });
  return stryker.runMutationTest();
}

/** The scores of the lines of which something was mutated. */
function scoresOf(part: Part, mutants: Mutants): string[] {
  return scope[part].flatMap((line) => {
    const these = mutants.filter(({ fileName }) => isIn(relative('.', fileName), line));
    const noticed = these.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
    const missed = these.filter(({ status }) => status === 'Survived' || status === 'NoCoverage').length;
    if (noticed + missed === 0) return [];
    const score = (100 * noticed) / (noticed + missed);
    if (score < least) process.exitCode = 1;
    return [`${score.toFixed(1).padStart(7)} %  ${line}, ${noticed} of ${noticed + missed}`];
  });
}
