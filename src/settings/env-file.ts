import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { text } from '../text/text.ts';
import { Misconfigured } from './config.ts';

/**
 * Adds the settings of the first file `.env` in these folders to the environment, which takes precedence.
 *
 * @throws Misconfigured if the file exists but cannot be read.
 */
export function withEnvFile(environment: NodeJS.ProcessEnv, folders: readonly string[]): NodeJS.ProcessEnv {
  for (const path of folders.map((folder) => join(folder, '.env'))) {
    const content = readIfThere(path);
    if (content !== null) return { ...parseEnv(content), ...environment };
  }
  return environment;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (['ENOENT', 'ENOTDIR'].includes(code)) return null;
    throw new Misconfigured(
      text`Cannot read ${path} (${code}). Run the command as a user who may read it, such as the one that Steward runs as.`,
    );
  }
}
