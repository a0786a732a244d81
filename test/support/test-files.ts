import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The test files below a folder, by what they need: those that no database has to be started for, and the others. */
export function testFiles(folder: string): {
  readonly needNothing: string[];
  readonly needDatabase: string[];
} {
  const all = globSync(`${folder}/**/*.test.ts`).toSorted();
  const needDatabase = all.filter((file) => isProvidedFor(file));
  return { needDatabase, needNothing: all.filter((file) => !needDatabase.includes(file)) };
}

/** Whether a file, or what it imports from beside it, takes what the global setup provides. */
function isProvidedFor(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  if (/\binject\(/.test(source)) return true;
  return [...source.matchAll(/from '(\.[^']+)'/g)]
    .map(([, path = '']) => join(dirname(file), path))
    .filter((path) => path.startsWith('test/'))
    .some((path) => isProvidedFor(path, seen));
}
