import { ApplicationCommandType, type REST, Routes, type Snowflake } from 'discord.js';
import { z } from 'zod';

/** A command that the application has in all servers. Steward registers its own in one server only. */
export interface GlobalCommand {
  readonly id: Snowflake;
  /** As Discord shows it: `/user`, or the name in the menu of a message or member. */
  readonly name: string;
}

const globalCommands = z.array(
  z.object({ id: z.string(), type: z.number().default(ApplicationCommandType.ChatInput), name: z.string() }),
);

/**
 * Lists the commands that an earlier bot has left in all servers. Discord shows them beside those of the server. The
 * entry point of an activity is left out: Discord makes it itself, and it is in no menu of commands.
 *
 * @see https://discord.com/developers/docs/interactions/application-commands#get-global-application-commands
 */
export async function listGlobalCommands(rest: REST, applicationId: Snowflake): Promise<GlobalCommand[]> {
  return globalCommands
    .parse(await rest.get(Routes.applicationCommands(applicationId)))
    .filter(({ type }) => type !== ApplicationCommandType.PrimaryEntryPoint)
    .map(({ id, type, name }) => ({
      id,
      name: type === ApplicationCommandType.ChatInput ? `/${name}` : name,
    }));
}

/** Removes these commands, and no others that have been registered since they were listed. */
export async function removeGlobalCommands(
  rest: REST,
  applicationId: Snowflake,
  commands: readonly GlobalCommand[],
): Promise<void> {
  for (const { id } of commands) await rest.delete(Routes.applicationCommand(applicationId, id));
}
