import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Catalogue, Command, Option, RawArgs } from '../command/index.ts';
import { nameInvisible } from '../text/text.ts';
import { takeSecret, type WantedSecret } from './secret-words.ts';
import { isFollowed, optionFlag } from './usage.ts';

/** The command line is invalid. The message says why. */
export class WrongUsage extends Error {
  readonly command: Command | undefined;

  constructor(message: string, command?: Command) {
    // The message repeats what was typed and is printed in a terminal, so invisible characters are made visible.
    super(message.split('\n').map(nameInvisible).join('\n'));
    this.command = command;
  }
}

export interface CommandLine {
  readonly group: string;
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

/** The flags that every command has in a terminal. */
const always = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  'assume-yes': { type: 'boolean', short: 'y' },
} as const satisfies ParseArgsOptionsConfig;

/**
 * Parses a command line such as `user deactivate lain --keep-followers`. Required options are positional, in the order
 * of the command; if the last one is a list, it takes all remaining words. The other options are flags, with dashes for
 * underscores, and a boolean `--x` also has `--no-x`. A secret is removed from the words first.
 *
 * @throws WrongUsage if the command line has any other form.
 */
export function readCommandLine(catalogue: Catalogue, words: readonly string[]): CommandLine {
  const [group = '', name = '', ...rest] = words;
  const command = catalogue.find(group, name);
  if (command === undefined) {
    const named = [group, name].filter((word) => word !== '' && !word.startsWith('-')).join(' ');
    throw new WrongUsage(named === '' ? 'Missing command.' : `Unknown command "${named}".`);
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
  if (missing !== undefined && !lenient)
    throw new WrongUsage(`Missing argument ${missing.name.toUpperCase()}.`, command);
  const extra = words[required.length];
  if (extra !== undefined && !takesRest) throw new WrongUsage(`Unexpected argument "${extra}".`, command);
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
