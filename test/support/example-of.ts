import { catalogue } from '../../commands/index.ts';
import { type Command, entriesFor, type RawArgs } from '../../src/command/index.ts';
import { readCommandLine } from '../../src/console/arguments.ts';
import { consoleLine } from '../../src/console/console-line.ts';

/** The arguments of a command's example, as a surface receives them. */
export function argsOfExample(command: Command): RawArgs {
  const words = [...consoleLine(command).matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  );
  return readCommandLine(catalogue, words).raw;
}

/** The examples of all commands that none of these lines types, without a slash. */
export const examplesBesides = (lines: readonly string[]): string[] =>
  entriesFor(catalogue, () => true)
    .filter(({ path }) => !lines.some((line) => `${line.replace(/^\//, '')} `.startsWith(`${path} `)))
    .map(({ command }) => command.example);
