import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

const slowest = 25;

/**
 * Prints which tests a run spent its time on: `npx vitest run --reporter=default --reporter=./test/support/times.ts`.
 */
export default class Times implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules.map((module) => ({
      name: relative('test', module.moduleId),
      tests: [...module.children.allTests()].map((test) => ({
        name: test.fullName,
        ms: test.diagnostic()?.duration ?? 0,
      })),
      ms: module.diagnostic().duration,
    }));
    const folders = Object.entries(Object.groupBy(files, ({ name }) => name.split('/')[0] ?? '')).map(
      ([name, of = []]) => ({
        ms: sum(of.map(({ ms }) => ms)),
        name: `${name}, ${sum(of.map(({ tests }) => tests.length))} tests`,
      }),
    );
    print('By folder', folders);
    print('The slowest files', files, slowest);
    const tests = files.flatMap(({ name: file, tests: of }) =>
      of.map(({ name, ms }) => ({ ms, name: `${file} > ${name}` })),
    );
    print('The slowest tests', tests, slowest);
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

function print(title: string, all: readonly { ms: number; name: string }[], most = all.length): void {
  const lines = all
    .toSorted((one, another) => another.ms - one.ms)
    .slice(0, most)
    .map(({ ms, name }) => `${(ms / 1_000).toFixed(1).padStart(8)} s  ${name.slice(0, 140)}`);
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n`);
}
