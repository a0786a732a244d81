import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The test files below a folder, split into those that need a database and those that need none. */
export function testFiles(folder: string): {
  readonly needNothing: string[];
  readonly needDatabase: string[];
} {
  const all = globSync(`${folder}/**/*.test.ts`).toSorted();
  const needDatabase = all.filter(isProvidedFor);
  return { needDatabase, needNothing: all.filter((file) => !needDatabase.includes(file)) };
}

/** Whether a test file starts other programs: it takes long, but mostly waits for them. */
export const startsPrograms = (file: string): boolean => isWrittenIn(file, /'node:child_process'/);

/** Whether a test file, or a file of the tests that it imports, uses the values that the global setup provides. */
function isProvidedFor(file: string): boolean {
  return isWrittenIn(file, /\binject\(/);
}

function isWrittenIn(file: string, words: RegExp, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  if (words.test(source)) return true;
  return [...source.matchAll(/from '(\.[^']+)'/g)]
    .map(([, path = '']) => join(dirname(file), path))
    .filter((path) => path.startsWith('test/'))
    .some((path) => isWrittenIn(path, words, seen));
}
