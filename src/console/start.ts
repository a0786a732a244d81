import { resolve } from 'node:path';
import { withEnvFile } from '../settings/env-file.ts';
import { programName } from '../text/program-name.ts';
import { main } from './main.ts';

const installation = resolve(import.meta.dirname, '../..');

/** Ends the process where a stream cannot be written. A reader such as `head` that closes the pipe early is no fault. */
function endOnFault(stream: NodeJS.WriteStream, say: (sentence: string) => void): void {
  stream.on('error', (error) => {
    const code = 'code' in error ? String(error.code) : error.message;
    if (code === 'EPIPE') process.exit();
    say(
      `Cannot print the result (${code}). If the command changed something, "${programName} action list" shows it.`,
    );
    process.exit(1);
  });
}

endOnFault(process.stdout, (sentence) => process.stderr.write(`${sentence}\n`));
endOnFault(process.stderr, () => undefined);

process.exitCode = await main(process.argv.slice(2), {
  environment: process.env,
  // The installation comes first: a folder in which an administrator happens to work may be anyone's.
  settings: () => withEnvFile(process.env, [installation, process.cwd()]),
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  onInterrupt: (listener) => {
    process.on('SIGINT', listener);
    return () => process.off('SIGINT', listener);
  },
});
