import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Catalogue, Command, Option, RawArgs } from '../command/index.ts';
import { nameInvisible } from '../text/text.ts';
import { takeSecret, type WantedSecret } from './secret-words.ts';
import { isFollowed, optionFlag } from './usage.ts';

/** The command line itself makes no sense; the message says why. */
export class WrongUsage extends Error {
  readonly command: Command | undefined;

  constructor(message: string, command?: Command) {
    // It repeats what was typed, and comes out in a terminal.
    super(message.split('\n').map(nameInvisible).join('\n'));
    this.command = command;
  }
}

export interface CommandLine {
  readonly group: string;
  readonly command: Command;
  readonly raw: RawArgs;
  /** What is wanted unseen; null where nothing is. */
  readonly secret: WantedSecret | null;
  readonly json: boolean;
  readonly assumeYes: boolean;
  /** Whether to wait until Akkoma's server has finished with it. */
  readonly wait: boolean;
  readonly help: boolean;
}

/** Flags that every command has in a terminal. */
const always = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  'assume-yes': { type: 'boolean', short: 'y' },
} as const satisfies ParseArgsOptionsConfig;

/**
 * Reads `user deactivate lain --keep-followers`: required options by position in the command's order, the last one taking
 * all that follow if it is a list; the others as flags, with dashes for underscores, and `--no-x` for a `--x` that is
 * yes or no. What is to stay unseen is taken out first.
 *
 * @throws WrongUsage for anything else.
 */
export function readCommandLine(catalogue: Catalogue, words: readonly string[]): CommandLine {
  const [group = '', name = '', ...rest] = words;
  const command = catalogue.find(group, name);
  if (command === undefined) {
    const named = [group, name].filter((word) => word !== '' && !word.startsWith('-')).join(' ');
    throw new WrongUsage(named === '' ? 'No command was given.' : `There is no command "${named}".`);
  }
  const { secret, rest: shown } = takeSecret(command, rest);
  const { values, positionals } = parse(command, shown);
  return {
    group,
    command,
    raw: {
      ...flagged(command, values),
      ...placed(command, positionals, values.help === true),
      ...(secret === null ? {} : { [secret.option]: true }),
    },
    secret,
    json: values.json === true,
    assumeYes: values['assume-yes'] === true,
    wait: values.wait === true,
    help: values.help === true,
  };
}

function parse(command: Command, words: string[]) {
  const flags = command.options
    .filter(({ required, secretFlag }) => !required && secretFlag === undefined)
    .map((option): [string, ParseArgsOptionsConfig[string]] => [
      optionFlag(option),
      option.kind === 'boolean' ? { type: 'boolean' } : { type: 'string', multiple: option.kind === 'list' },
    ]);
  try {
    return parseArgs({
      args: words,
      options: {
        ...Object.fromEntries(flags),
        ...always,
        ...(isFollowed(command) ? { wait: { type: 'boolean' } } : {}),
      },
      allowPositionals: true,
      allowNegative: true,
      strict: true,
    });
  } catch (error) {
    throw new WrongUsage(error instanceof Error ? error.message : String(error), command);
  }
}

function flagged(command: Command, values: Readonly<Record<string, unknown>>): RawArgs {
  return Object.fromEntries(
    command.options
      .filter(({ required }) => !required)
      .map((option) => [option.name, typed(option, values[optionFlag(option)])]),
  );
}

function placed(command: Command, words: readonly string[], lenient: boolean): RawArgs {
  const required = command.options.filter((option) => option.required);
  const takesRest = required.at(-1)?.kind === 'list';
  const missing = required[words.length];
  if (missing !== undefined && !lenient) throw new WrongUsage(`${missing.name} is missing.`, command);
  const extra = words[required.length];
  if (extra !== undefined && !takesRest)
    throw new WrongUsage(`"${extra}" is one argument too many.`, command);
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
