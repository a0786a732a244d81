import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type ApplicationCommandOptionType,
  ApplicationCommandType,
} from 'discord-api-types/v10';
import { isBranch } from './command-limits.ts';
import { NotSendable } from './not-sendable.ts';

/** One level of the path to a runnable command: a group or a sub-command. */
interface Branch {
  readonly type: ApplicationCommandOptionType.Subcommand | ApplicationCommandOptionType.SubcommandGroup;
  readonly name: string;
}

/** A runnable command: the registered command, the path to its sub-command, and the options of that. */
export interface CommandLeaf {
  readonly command: APIApplicationCommand;
  readonly branches: readonly Branch[];
  readonly options: readonly APIApplicationCommandBasicOption[];
}

/**
 * Finds the command or sub-command that the words name.
 *
 * @throws {NotSendable} when a word is no command or sub-command
 * @see https://discord.com/developers/docs/interactions/application-commands#subcommands-and-subcommand-groups
 */
export function findLeaf(commands: readonly APIApplicationCommand[], words: readonly string[]): CommandLeaf {
  const [name = ''] = words;
  const command = commands.find(
    (candidate) => candidate.type === ApplicationCommandType.ChatInput && candidate.name === name,
  );
  if (!command) {
    throw new NotSendable(`No command /${name}. Check the spelling, or choose a suggestion.`);
  }
  const branches: Branch[] = [];
  let options = command.options ?? [];
  while (options.some(isBranch)) {
    const word = words[branches.length + 1];
    const next = options.filter(isBranch).find((option) => option.name === word);
    if (!next) {
      const known = options.map((option) => option.name).join(', ');
      throw new NotSendable(
        `Type one of these after /${words.slice(0, branches.length + 1).join(' ')}: ${known}.`,
      );
    }
    branches.push({ type: next.type, name: next.name });
    options = next.options ?? [];
  }
  return { command, branches, options: options.filter((option) => !isBranch(option)) };
}
