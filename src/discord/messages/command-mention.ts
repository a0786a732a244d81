import { chatInputApplicationCommandMention, inlineCode, type Snowflake } from 'discord.js';

/**
 * The ids of the registered commands, by what is typed without the slash: `user show`. All subcommands of a command
 * have its id. Empty until the commands are registered.
 */
export type CommandIds = ReadonlyMap<string, Snowflake>;

/**
 * Mentions a command, which Discord draws so that a click puts it into the message box. A command whose id is unknown
 * is drawn as code.
 *
 * @param typed the command without the slash, perhaps with arguments, which stand behind the mention: `action undo 3`.
 * @see https://discord.com/developers/docs/reference#message-formatting
 */
export function mentionCommand(typed: string, ids: CommandIds): string {
  const words = typed.split(' ');
  for (const length of [2, 1]) {
    const path = words.slice(0, length).join(' ');
    const id = ids.get(path);
    const rest = words.slice(length).join(' ');
    if (id !== undefined) {
      const mention = chatInputApplicationCommandMention(path, id);
      return rest === '' ? mention : `${mention} ${inlineCode(rest)}`;
    }
  }
  return inlineCode(`/${typed}`);
}
