import type { Text } from './text.ts';
import { bySurface, code } from './text.ts';

/** The scripts of package.json that start the program. Nobody whom they answer need have the command `steward`. */
const scripts = ['console', 'migrate', 'sandbox', 'start'];

/** Whether npm started this process, by a script of ours: it says so in the environment. */
function isByNpm(): boolean {
  const { npm_package_name: name, npm_lifecycle_event: script } = process.env;
  return name === 'akkoma-steward' && script !== undefined && scripts.includes(script);
}

/** What people type before a command of the console, as this process was started: `steward`, or through npm. */
export const programName = isByNpm() ? 'npm run console --' : 'steward';

/** The same where a file or another program gets the output: npm then prints nothing of its own. */
export const quietProgramName = isByNpm() ? 'npm run --silent console --' : 'steward';

/** Makes a text that shows a command of the console to an administrator, on every surface as a terminal takes it. */
export const consoleCommand = (words: string): Text => typed(`${programName} ${words}`);

/** The same for a command whose output is for a file or another program. */
export const quietConsoleCommand = (words: string): Text => typed(`${quietProgramName} ${words}`);

/** The command that runs the migrations, shown in the same way. */
export const migrateCommand: Text = typed(isByNpm() ? 'npm run migrate' : 'node src/migrate.js');

function typed(line: string): Text {
  return bySurface({ inDiscord: code(line), inTerminal: [`"`, ...code(line), `"`] });
}
