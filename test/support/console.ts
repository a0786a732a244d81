import { execFile } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { main } from '../../src/console/main.ts';

export interface ConsoleRun {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Turns off the lines about slow statements, which a busy machine would log, and the refreshes, since no Akkoma server
 * runs.
 */
const quiet = { SLOW_QUERY_MS: '600000', AKKOMA_REFRESH: 'false' };

/**
 * Runs a command of the console in this process, with only this environment and no terminal. This takes a tenth of the
 * time that a process of its own does.
 */
export async function runConsole(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ConsoleRun> {
  const output = new PassThrough();
  const errors = new PassThrough();
  const said = Promise.all([text(output), text(errors)]);
  const exit = await main(words, {
    environment: {},
    settings: () => ({ ...quiet, ...environment }),
    input: Readable.from([]),
    output,
    errors,
    onInterrupt: () => () => undefined,
  });
  output.end();
  errors.end();
  const [out, err] = await said;
  return { exit, out, err };
}

/** Runs a command of the console in a process of its own, as staff do. */
export function runConsoleProcess(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ConsoleRun> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['src/console.js', ...words],
      { env: { PATH: process.env.PATH, ...quiet, ...environment } },
      (error, out, err) => {
        if (error !== null && typeof error.code !== 'number') return reject(error);
        resolve({ exit: Number(error?.code ?? 0), out, err });
      },
    );
  });
}
