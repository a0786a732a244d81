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

/** Every command with its subcommands laid out flat. */
export function runnableCommands(commands: readonly APIApplicationCommand[]): RunnableCommand[] {
  return commands.flatMap(({ name, description, options }) => flatten(name, description, options ?? []));
}

/** The commands that a line such as `/user d` could become, those that begin with it first. */
export function findCommands(line: string, commands: readonly RunnableCommand[]): RunnableCommand[] {
  if (!line.startsWith('/')) return [];
  const wanted = line.slice(1).trim().replace(/\s+/g, ' ').toLowerCase();
  return [
    ...commands.filter(({ path }) => path.startsWith(wanted)),
    ...commands.filter(({ path }) => !path.startsWith(wanted) && path.includes(wanted)),
  ];
}

/** The command that a line begins with: its whole path and then a space. */
export function commandOf(line: string, commands: readonly RunnableCommand[]): RunnableCommand | undefined {
  return commands
    .filter(({ path }) => line.startsWith(`/${path} `))
    .reduce<RunnableCommand | undefined>(
      (longest, next) => (longest && longest.path.length >= next.path.length ? longest : next),
      undefined,
    );
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
