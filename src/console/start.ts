import { resolve } from 'node:path';
import { withEnvFile } from './env-file.ts';
import { main } from './main.ts';

const installation = resolve(import.meta.dirname, '../..');

// A reader such as `head` may close the pipe before everything is written. That is not a fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (!('code' in error && error.code === 'EPIPE')) throw error;
    process.exit();
  });
}

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
