import { ApplicationCommandType } from 'discord-api-types/v10';
import type { CommandLeaf } from './command-lookup.ts';
import type { SentOption } from './command-options.ts';
import type { Guild } from './guild.ts';
import { resolvedData } from './resolved-data.ts';

/**
 * Returns the `data` of a command's interaction: the options, wrapped in the sub-command and group they belong to.
 *
 * @see https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-application-command-data-structure
 */
export function commandData(
  { command, branches }: CommandLeaf,
  options: readonly SentOption[],
  guild: Guild,
): Readonly<Record<string, unknown>> {
  const resolved = resolvedData(options, guild);
  return {
    id: command.id,
    name: command.name,
    type: ApplicationCommandType.ChatInput,
    ...(command.guild_id && { guild_id: command.guild_id }),
    options: branches.reduceRight<readonly object[]>(
      (inner, branch) => [{ ...branch, options: inner }],
      options,
    ),
    ...(Object.keys(resolved).length > 0 && { resolved }),
  };
}
