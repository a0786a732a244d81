import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { main } from '../../src/console/main.ts';
import type { ConsoleRun } from './console.ts';

/** Runs the console in this process, with nothing but this environment and nobody at a terminal: in a tenth of the time. */
export async function runHere(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<ConsoleRun> {
  const output = new PassThrough();
  const errors = new PassThrough();
  const said = Promise.all([text(output), text(errors)]);
  const exit = await main(words, {
    environment: { SLOW_QUERY_MS: '600000', ...environment },
    input: Readable.from([]),
    output,
    errors,
  });
  output.end();
  errors.end();
  const [out, err] = await said;
  return { exit, out, err };
}
