import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
} from 'discord-api-types/payloads/v10';
import { bestFirst } from './best-first.ts';

/** A runnable command, with its full path: `user deactivate`. */
export interface RunnableCommand {
  readonly path: string;
  readonly description: string;
  readonly options: readonly APIApplicationCommandBasicOption[];
}

/** Returns all commands that can be typed: sub-commands, and commands without any. */
export function runnableCommands(commands: readonly APIApplicationCommand[]): RunnableCommand[] {
  return commands
    .filter(({ type }) => type === ApplicationCommandType.ChatInput)
    .flatMap(({ name, description, options }) => flatten(name, description, options ?? []));
}

/** Returns the commands that match a line such as `/user d`, with the group or without, the best match first. */
export function findCommands(line: string, commands: readonly RunnableCommand[]): RunnableCommand[] {
  if (!line.startsWith('/')) return [];
  const wanted = line.slice(1).trim().replace(/\s+/g, ' ');
  return bestFirst(commands, wanted, ({ path }) => [path, path.slice(path.lastIndexOf(' ') + 1)]);
}

/** Returns the command that a line begins with. Its full path and a space must be there. The longest path wins. */
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
