import { execFile } from 'node:child_process';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
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

/** The terminal of a run, with the variables that describe it. */
interface Terminal {
  /** Its width; undefined if the streams are no terminal. */
  readonly columns: number | undefined;
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Runs a command of the console in this process, with only this environment, and with no terminal unless one is given.
 * This takes a tenth of the time that a process of its own does.
 */
export async function runConsole(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  terminal?: Terminal,
): Promise<ConsoleRun> {
  const stream = () =>
    Object.assign(
      new PassThrough(),
      terminal?.columns === undefined ? {} : { isTTY: true, columns: terminal.columns },
    );
  const output = stream();
  const errors = stream();
  const said = Promise.all([text(output), text(errors)]);
  const exit = await main(words, {
    environment: terminal?.variables ?? {},
    settings: () => ({ ...quiet, ...environment }),
    input: Readable.from([]),
    output,
    errors,
    onInterrupt: () => () => undefined,
  });
  output.end();
  errors.end();
  const [out, err] = await said;
  expectNoWordsOfDiscord(words, `${out}\n${err}`);
  return { exit, out, err };
}

/** What only people in Discord see or type. PostgreSQL has roles too. */
const wordsOfDiscord =
  /(?<!\w|database )(?:[Rr]oles?(?! of DATABASE_URL| that owns Steward)|[Cc]hannels?|[Cc]ards?|[Bb]uttons?|[Ii]nteractions?|[Ee]mbeds?|[Mm]odals?|[Mm]entions?|[Ss]uggestions?)\b|(?<!\S)\/(?:user|action|staff|audit|help) \w+/;

/** Commands that print of Discord, such as the doctor and the policy, or for programs. */
const isForOthers = (words: readonly string[]): boolean =>
  ['doctor', 'grants'].includes(words[0] ?? '') ||
  words.includes('--json') ||
  ['audit export', 'action policy'].includes(words.slice(0, 2).join(' '));

/** Whatever a test makes the console print, a person in a terminal reads. */
function expectNoWordsOfDiscord(words: readonly string[], said: string): void {
  if (!isForOthers(words)) expect(said, `steward ${words.join(' ')}`).not.toMatch(wordsOfDiscord);
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
