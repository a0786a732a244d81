import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Runs all tests again and again, in some of the runs with the processors kept busy by other processes, and prints
 * which failed and how often. Arguments: `--quiet 10`, the number of runs on the machine as it is; `--busy 3`, the
 * number of runs with twice as many loops as there are processors; and behind `--` further arguments of Vitest. It
 * exits with 1 if a test has failed.
 */

interface Run {
  readonly isBusy: boolean;
  readonly seconds: number;
  readonly passed: number;
  /** The first line of each failed test's error, by the name of the test. */
  readonly failed: ReadonlyMap<string, string>;
}

/** The part of Vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const { values, positionals } = parseArgs({
  options: { quiet: { type: 'string', default: '10' }, busy: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const kinds = [
  ...Array.from({ length: Number(values.quiet) }, () => false),
  ...Array.from({ length: Number(values.busy) }, () => true),
];
const folder = mkdtempSync(join(tmpdir(), 'steward-soak-'));
const runs: Run[] = [];
try {
  for (const isBusy of kinds) {
    const run = await runOnce(isBusy);
    runs.push(run);
    const { seconds, passed, failed } = run;
    print(
      `run ${runs.length} of ${kinds.length}${isBusy ? ', busy' : ''}: ${seconds} s, ${passed} passed, ${failed.size} failed`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}
print('', ...failures());
process.exitCode = runs.some(({ failed }) => failed.size > 0) ? 1 : 0;

async function runOnce(isBusy: boolean): Promise<Run> {
  const outputFile = join(folder, `${runs.length}.json`);
  const loops = isBusy ? keepBusy() : [];
  const began = performance.now();
  try {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${outputFile}`];
    const exit = await endOf(spawn(process.execPath, [...vitest, ...positionals], { stdio: 'ignore' }));
    const seconds = Math.round((performance.now() - began) / 1000);
    const report = existsSync(outputFile)
      ? (JSON.parse(readFileSync(outputFile, 'utf8')) as Report)
      : undefined;
    const failed = report === undefined ? new Map<string, string>() : failedIn(report);
    if (exit !== 0 && failed.size === 0)
      failed.set('Vitest', `It ended with ${exit}, and no test had failed.`);
    return { isBusy, seconds, passed: report?.numPassedTests ?? 0, failed };
  } finally {
    for (const loop of loops) loop.kill();
  }
}

function failedIn({ testResults }: Report): Map<string, string> {
  return new Map(
    testResults.flatMap(({ name: path, status, message, assertionResults }) => {
      const file = path.replace(`${process.cwd()}/`, '');
      const tests = assertionResults
        .filter((each) => each.status === 'failed')
        .map((each): [string, string] => [`${file} > ${each.fullName}`, firstLine(each.failureMessages[0])]);
      // A file that cannot be loaded, or whose teardown fails, has no failed test.
      return status === 'failed' && tests.length === 0
        ? [[file, firstLine(message)] as [string, string]]
        : tests;
    }),
  );
}

function firstLine(text = ''): string {
  return text.split('\n')[0]?.slice(0, 200) ?? '';
}

/** Starts loops with priority over the tests, if the system allows this user to raise it. */
function keepBusy(): ChildProcess[] {
  return Array.from({ length: 2 * availableParallelism() }, () => {
    const loop = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    try {
      setPriority(loop.pid ?? 0, -5);
    } catch {
      print('The loops have no more than the usual priority: only an administrator may give them more.');
    }
    return loop;
  });
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  return new Promise((resolve, reject) =>
    child.once('error', reject).once('exit', (code, signal) => resolve(code ?? signal)),
  );
}

/** Returns a table: how often each test failed, in which runs, and its first error. */
function failures(): string[] {
  const names = [...new Set(runs.flatMap(({ failed }) => [...failed.keys()]))];
  if (names.length === 0) return [`No test failed in ${runs.length} runs.`];
  const rows = names.map((name) => {
    const where = runs.flatMap(({ failed, isBusy }, index) =>
      failed.has(name) ? [`${index + 1}${isBusy ? ' (busy)' : ''}`] : [],
    );
    const why = runs.map(({ failed }) => failed.get(name)).find((each) => each !== undefined) ?? '';
    return `| ${name} | ${where.length} of ${runs.length} | ${where.join(', ')} | ${why} |`;
  });
  return ['| test | failed | in runs | with |', '|---|---|---|---|', ...rows];
}

function print(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
