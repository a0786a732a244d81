import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { blocksOf } from './blocks.ts';

const page = readFileSync('docs/adding-a-command.md', 'utf8');

const inner = 'npx vitest run test/operations/hide-badge.test.ts';
const fileBlock = /(?:^`([^`\s]+)`.*\n\n)?^```(ts|diff)\n([\s\S]*?)^```$/gm;

test('following the page word for word gives a working command, its reference, and clean checks', async () => {
  const directory = copyOfEverything();
  // A diff that names no file continues the file of the previous one.
  let file = '';
  const written: string[] = [];
  for (const [, named, language, block = ''] of page.matchAll(fileBlock)) {
    file = named ?? file;
    if (language === 'diff') apply(join(directory, file), block);
    else {
      writeFileSync(join(directory, file), block);
      written.push(file);
    }
  }

  const lines = blocksOf(page, 'sh').flatMap((block) => block.split('\n'));
  expect(lines).toEqual(['npm run fix', inner, 'npm run docs', 'npm run check']);
  // The check covers the whole project; only the new files can have made a difference.
  const types = {
    extends: './tsconfig.json',
    include: ['src', 'commands', 'entities', 'sandbox', 'test/*/global-setup.ts', ...written],
  };
  writeFileSync(join(directory, 'tsconfig.new.json'), JSON.stringify(types));
  const checks = ['npx tsc -p tsconfig.new.json', `npx biome check ${written.join(' ')}`];
  for (const line of [inner, 'npm run docs', ...checks]) {
    expect({ line, ...(await run(directory, line)) }).toMatchObject({ line, exit: 0 });
  }

  expect(readFileSync(join(directory, 'docs/commands.md'), 'utf8')).toContain('## `/user hide_badge`');
}, 600_000);

/** The project without the files that git ignores, in a directory of its own. */
function copyOfEverything(): string {
  const directory = mkdtempSync(join(tmpdir(), 'steward-adding-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const left = ['node_modules', '.git'].map((name) => resolve(name));
  cpSync('.', directory, {
    recursive: true,
    filter: (from) => !left.some((each) => resolve(from) === each || resolve(from).startsWith(each + sep)),
  });
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  return directory;
}

/**
 * Applies a diff: lines with a space or a minus must be in the file, contiguous and only once; lines with a plus are
 * added.
 */
function apply(file: string, diff: string): void {
  const lines = diff.split('\n').filter((line) => line !== '');
  const without = (sign: string) =>
    lines.filter((line) => !line.startsWith(sign)).map((line) => `${line.slice(1)}\n`);
  const parts = readFileSync(file, 'utf8').split(without('+').join(''));
  expect({ file, diff, places: parts.length - 1 }).toMatchObject({ places: 1 });
  writeFileSync(file, parts.join(without('-').join('')));
}

function run(cwd: string, line: string): Promise<{ exit: number; said: string }> {
  return new Promise((done) => {
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TEST_DATABASE_URL: inject('template').maintenanceUrl,
    };
    execFile('sh', ['-c', line], { cwd, env }, (error, out, err) =>
      done({ exit: Number(error?.code ?? 0), said: out + err }),
    );
  });
}
