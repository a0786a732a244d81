import { ApplicationIntegrationType, InteractionContextType } from 'discord-api-types/v10';
import { ATTACHMENT_SIZE_LIMIT } from './attachment-store.ts';
import type { Guild } from './guild.ts';
import type { InteractionRecord } from './interaction-record.ts';

/**
 * Returns the interaction as the gateway sends it, without its `data` and `message`.
 *
 * @see https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object-interaction-structure
 */
export function interactionPayload(
  { id, token, type, place, member }: InteractionRecord,
  guild: Guild,
): Readonly<Record<string, unknown>> {
  const { channel, guildId } = place;
  return {
    version: 1,
    id,
    application_id: guild.bot.id,
    type,
    token,
    guild_id: guildId,
    guild: { id: guildId, features: [], locale: 'en-US' },
    guild_locale: 'en-US',
    locale: 'en-GB',
    channel_id: channel.id,
    channel: {
      ...channel,
      guild_id: guildId,
      permissions: String(guild.permissions(member, channel.id)),
    },
    member: { ...member, permissions: String(guild.permissions(member, channel.id)) },
    app_permissions: String(guild.permissions(guild.botMember, channel.id)),
    attachment_size_limit: ATTACHMENT_SIZE_LIMIT,
    entitlements: [],
    authorizing_integration_owners: { [ApplicationIntegrationType.GuildInstall]: guildId },
    context: InteractionContextType.Guild,
  };
}
