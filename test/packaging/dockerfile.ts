import { readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';

export interface Instruction {
  /** For example `FROM`, `COPY` or `RUN`. */
  readonly keyword: string;
  readonly rest: string;
}

/** Returns the instructions of each stage, in order; a stage begins with its `FROM`. */
export function readDockerfile(path: string): Instruction[][] {
  const lines = readFileSync(path, 'utf8')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '');
  const stages: Instruction[][] = [];
  for (const line of lines) {
    const [, keyword = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (keyword === 'FROM') stages.push([]);
    stages.at(-1)?.push({ keyword, rest });
  }
  return stages;
}

/** Returns the text after each occurrence of a keyword in a stage. */
export const saidIn = (stage: readonly Instruction[], keyword: string): string[] =>
  stage.filter((instruction) => instruction.keyword === keyword).map(({ rest }) => rest);

/**
 * Reads which files get into the build.
 *
 * @returns whether a path, relative to the build's folder, is included: the last line of `.dockerignore` that matches
 * it or a folder above it decides.
 */
export function readDockerignore(path: string): (file: string) => boolean {
  const rules = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ includes: line.startsWith('!'), pattern: line.replace(/^!/, '') }));
  return (file) => {
    const parts = file.split('/');
    const paths = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    const last = rules.findLast(({ pattern }) => paths.some((each) => matchesGlob(each, pattern)));
    return last?.includes ?? true;
  };
}
