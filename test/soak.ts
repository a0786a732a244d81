import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Runs all tests again and again, some of the times with the processors kept busy by others, and prints which failed and how
 * often. Arguments: `--quiet 10`, the runs on the machine as it is; `--busy 3`, those with twice as many loops as there are
 * processors; and behind `--` what else Vitest is to be given. It ends with 1 where a test has failed.
 */

interface Run {
  readonly isBusy: boolean;
  readonly seconds: number;
  readonly passed: number;
  /** The first line of what each failed with, by its name. */
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
      // A file that cannot be loaded, or whose end fails, has no test that does.
      return status === 'failed' && tests.length === 0
        ? [[file, firstLine(message)] as [string, string]]
        : tests;
    }),
  );
}

function firstLine(text = ''): string {
  return text.split('\n')[0]?.slice(0, 200) ?? '';
}

/** Loops that come before the tests wherever both want a processor, if the system lets this user have them so. */
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

/** A table: how often each test failed, in which runs, and with what it failed first. */
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
