import { execFile } from 'node:child_process';

export interface ConsoleRun {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the real console in a process of its own, as staff would, with nothing but this environment. */
export function runConsole(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ConsoleRun> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['src/console.ts', ...words],
      { env: { PATH: process.env.PATH, SLOW_QUERY_MS: '600000', ...environment } },
      (error, out, err) => {
        if (error !== null && typeof error.code !== 'number') return reject(error);
        resolve({ exit: Number(error?.code ?? 0), out, err });
      },
    );
  });
}
