import { parseArgs } from 'node:util';
import type { Catalogue } from '../command/index.ts';
import { examineAll, type Outcome } from '../doctor/index.ts';
import { plain } from '../text/text.ts';
import { WrongUsage } from './arguments.ts';
import type { Shell } from './shell.ts';

const usage = [
  'Usage: doctor [--json]',
  '',
  'Checks the settings, the database and Discord, and prints a line for each check. Says how to fix each problem. Changes nothing.',
  'Exits with 1 if a check failed, else with 0. A warning is not a failure.',
  '',
].join('\n');

/**
 * Prints each check of the doctor as soon as its result is known; with `--json`, all of them at the end.
 *
 * @returns 1 if a check failed, else 0.
 * @throws WrongUsage
 */
export async function doctor(
  catalogue: Catalogue,
  words: readonly string[],
  { environment, output }: Pick<Shell, 'environment' | 'output'>,
): Promise<0 | 1> {
  const { json, help } = read(words);
  if (help) {
    output.write(usage);
    return 0;
  }
  const outcomes: Outcome[] = [];
  for await (const outcome of examineAll(environment, catalogue)) {
    outcomes.push(outcome);
    if (!json) output.write(`${lineOf(outcome)}\n`);
  }
  const isWell = outcomes.every(({ status }) => status !== 'failed');
  if (json) {
    const checks = outcomes.map(({ check, status, said, mend }) => ({
      check,
      status,
      said: plain(said),
      ...(mend === undefined ? {} : { mend: plain(mend) }),
    }));
    output.write(`${JSON.stringify({ ok: isWell, checks })}\n`);
  }
  return isWell ? 0 : 1;
}

function read(words: readonly string[]): { readonly json: boolean; readonly help: boolean } {
  try {
    const options = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
    const { values } = parseArgs({ args: [...words], options, strict: true });
    return { json: values.json === true, help: values.help === true };
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error));
  }
}

function lineOf({ check, status, said, mend }: Outcome): string {
  const words = mend === undefined ? plain(said) : `${plain(said)} ${plain(mend)}`;
  return `${status.padEnd('skipped'.length)}  ${check}: ${words}`;
}
