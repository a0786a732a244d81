import { type Catalogue, type Command, type Option, type RawArgs, recordedName } from '../command/index.ts';
import { isPositional, optionFlag } from './console-line.ts';
import { hintOf } from './help.ts';
import { type Manual, manualOf, saysYes } from './manual.ts';
import { readFlags, WrongUsage } from './read-flags.ts';
import { takeSecret, type WantedSecret } from './secret-words.ts';
import { unknownCommand } from './unknown-command.ts';

export interface CommandLine {
  /** The words that were typed for the command. */
  readonly path: string;
  /** The name that the logs have of the command. */
  readonly name: string;
  readonly command: Command;
  readonly raw: RawArgs;
  /** The secret that the command line asks for; null if there is none. */
  readonly secret: WantedSecret | null;
  readonly json: boolean;
  readonly assumeYes: boolean;
  /** Whether to wait until Akkoma's server has finished what the action left to it. */
  readonly wait: boolean;
  readonly help: boolean;
}

/**
 * Parses a command line such as `user deactivate lain --keep-followers`. Required options are positional, in the order
 * of the command; if the last one is a list, it takes all remaining words. The other options are flags, with dashes for
 * underscores, and a boolean `--x` also has `--no-x`. A required reason is a flag, and may also be the last argument. A
 * secret is removed from the words first.
 *
 * @throws WrongUsage if the command line has any other form.
 */
export function readCommandLine(catalogue: Catalogue, words: readonly string[]): CommandLine {
  const [group = '', name = '', ...rest] = words;
  const entry = catalogue.find(group, name);
  if (entry === undefined || name === '') throw unknownCommand(catalogue, words);
  const { command } = entry;
  const manual = manualOf(entry, `${group} ${name}`);
  const { secret, rest: shown } = takeSecret(command, rest);
  const { values, positionals } = readFlags(shown, manual);
  if (secret !== null && values[secret.flag] !== undefined) {
    throw new WrongUsage(`"--${secret.flag}" was given twice.`, hintOf(manual));
  }
  return {
    path: manual.path,
    name: recordedName(entry),
    command,
    raw: {
      ...flagged(command, values),
      ...placed(command, positionals, {
        manual,
        lenient: values.help === true,
        hasReason: values.reason !== undefined,
      }),
      ...(secret === null ? {} : { [secret.option]: true }),
    },
    secret,
    json: values.json === true,
    assumeYes: saysYes(values),
    wait: values.wait === true,
    help: values.help === true,
  };
}

function flagged(command: Command, values: Readonly<Record<string, unknown>>): RawArgs {
  return Object.fromEntries(
    command.options
      .filter((option) => !isPositional(option) && option.secretFlag === undefined)
      .map((option) => [option.name, typed(option, values[optionFlag(option)])]),
  );
}

function placed(
  command: Command,
  words: readonly string[],
  {
    manual,
    lenient,
    hasReason,
  }: { readonly manual: Manual; readonly lenient: boolean; readonly hasReason: boolean },
): RawArgs {
  const required = command.options.filter(
    (option) => isPositional(option) || (option.required && !hasReason),
  );
  const takesRest = required.at(-1)?.kind === 'list';
  const missing = required[words.length];
  if (missing !== undefined && !lenient) {
    const fault = isPositional(missing)
      ? `Missing argument ${missing.name.toUpperCase()}.`
      : `Missing option "--${optionFlag(missing)}".`;
    throw new WrongUsage(fault, hintOf(manual));
  }
  const extra = words[required.length];
  if (extra !== undefined && !takesRest)
    throw new WrongUsage(`Unexpected argument "${extra}".`, hintOf(manual));
  return Object.fromEntries(
    required.map((option, index) => [
      option.name,
      option.kind === 'list' ? words.slice(index) : typed(option, words[index]),
    ]),
  );
}

function typed({ kind }: Option, value: unknown): RawArgs[string] {
  if (typeof value === 'string') return kind === 'integer' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'string');
  return typeof value === 'boolean' ? value : undefined;
}
