import { type ConsoleRun, runConsole } from './console.ts';
import { pristineDatabase, type TestDatabase } from './database.ts';

/** The console on a database of the calling test. */
export interface ConsoleScene extends TestDatabase {
  /** The settings with which the console finds the database. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a command, without a terminal. */
  run(...words: string[]): Promise<ConsoleRun>;
  /** Runs a command whose words have no spaces, without a terminal. */
  runLine(line: string): Promise<ConsoleRun>;
  /** Runs a command on a terminal that is 40 columns wide. */
  runInTerminal(...words: string[]): Promise<ConsoleRun>;
}

/** The console on a pristine database. */
export async function consoleScene(): Promise<ConsoleScene> {
  const { url, client } = await pristineDatabase();
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
  return {
    url,
    client,
    environment,
    run: (...words) => runConsole(words, environment),
    runLine: (line) => runConsole(line.split(' '), environment),
    runInTerminal: (...words) => runConsole(words, environment, { columns: 40 }),
  };
}
