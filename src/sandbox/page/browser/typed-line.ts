import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
} from 'discord-api-types/payloads/v10';

/** A command that can be run, by its whole path: `user deactivate`. */
export interface RunnableCommand {
  readonly path: string;
  readonly description: string;
  readonly options: readonly APIApplicationCommandBasicOption[];
}

/** A line once its command is chosen, as far as it is typed. */
export interface TypedLine {
  readonly command: RunnableCommand;
  /** The options of the words before the one being typed, by name. */
  readonly given: Readonly<Record<string, string | number | boolean>>;
  /** The word being typed, empty after a space. */
  readonly word: string;
  /** Where that word begins in the line. */
  readonly wordStart: number;
  /** The option that the word is a value for, where that is settled. */
  readonly option: APIApplicationCommandBasicOption | undefined;
  /** That value so far, without `name:` and quotes. */
  readonly value: string;
  /** Whether the word says `name:value` rather than standing at a required option's place. */
  readonly named: boolean;
}

/** Every command with its subcommands laid out flat. */
export function runnableCommands(commands: readonly APIApplicationCommand[]): RunnableCommand[] {
  return commands.flatMap(({ name, description, options }) => flatten(name, description, options ?? []));
}

function flatten(
  path: string,
  description: string,
  options: readonly APIApplicationCommandOption[],
): RunnableCommand[] {
  const inner = options.flatMap((option) =>
    option.type === ApplicationCommandOptionType.Subcommand ||
    option.type === ApplicationCommandOptionType.SubcommandGroup
      ? flatten(`${path} ${option.name}`, option.description, option.options ?? [])
      : [],
  );
  return inner.length > 0 ? inner : [{ path, description, options: options.filter(isBasic) }];
}

function isBasic(option: APIApplicationCommandOption): option is APIApplicationCommandBasicOption {
  return (
    option.type !== ApplicationCommandOptionType.Subcommand &&
    option.type !== ApplicationCommandOptionType.SubcommandGroup
  );
}

/** Reads a line whose command is complete and followed by a space; undefined for any other. */
export function readLine(line: string, commands: readonly RunnableCommand[]): TypedLine | undefined {
  const command = commands
    .filter(({ path }) => line.startsWith(`/${path} `))
    .reduce<RunnableCommand | undefined>(
      (longest, next) => (longest && longest.path.length >= next.path.length ? longest : next),
      undefined,
    );
  if (!command) return undefined;

  const start = command.path.length + 2;
  // A quote that is still open runs to the end of the line.
  const words = [...line.slice(start).matchAll(/(?:"(?:[^"\\]|\\.)*(?:"|$)|[^\s"])+/g)];
  const last = words.at(-1);
  const typing = last && start + last.index + last[0].length === line.length ? last : undefined;
  const word = typing?.[0] ?? '';

  const given: Record<string, string | number | boolean> = {};
  for (const [earlier] of typing ? words.slice(0, -1) : words) {
    const { option, value } = readWord(earlier, command, given);
    if (option) given[option.name] = coerce(option, value);
  }
  const current = readWord(word, command, given);
  return { command, given, word, wordStart: line.length - word.length, ...current };
}

function readWord(
  word: string,
  command: RunnableCommand,
  given: Readonly<Record<string, unknown>>,
): Pick<TypedLine, 'option' | 'value' | 'named'> {
  const colon = word.indexOf(':');
  const named = command.options.find(({ name }) => colon > 0 && name === word.slice(0, colon));
  const value = unquote(named ? word.slice(colon + 1) : word);
  const next = command.options.find(({ name, required }) => required && !(name in given));
  return { option: named ?? next, value, named: named !== undefined };
}

/** Writes a value so that it is read as one word. */
export function quote(value: string): string {
  return /[\s"]/.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;
}

function unquote(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"?$/.exec(text)?.[1];
  return quoted?.replace(/\\(.)/g, '$1') ?? text;
}

function coerce(option: APIApplicationCommandBasicOption, value: string): string | number | boolean {
  switch (option.type) {
    case ApplicationCommandOptionType.Integer:
    case ApplicationCommandOptionType.Number:
      return Number.isFinite(Number(value)) ? Number(value) : value;
    case ApplicationCommandOptionType.Boolean:
      return /^true$/i.test(value);
    default:
      return value;
  }
}
