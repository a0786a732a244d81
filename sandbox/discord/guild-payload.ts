import type { Guild } from './guild.ts';

/**
 * The guild as REST gives it.
 *
 * @see https://discord.com/developers/docs/resources/guild#get-guild
 */
export function guildPayload(guild: Guild): Readonly<Record<string, unknown>> {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: guild.members[0]?.user.id,
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 1,
    default_message_notifications: 1,
    explicit_content_filter: 2,
    roles: guild.allRoles,
    emojis: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: 'en-US',
    public_updates_channel_id: null,
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
    safety_alerts_channel_id: null,
    stickers: [],
  };
}

/**
 * The guild as the gateway gives it. Its members are the bot alone: without the privileged GUILD_MEMBERS intent,
 * which this application does not have, Discord sends no others.
 *
 * @see https://discord.com/developers/docs/events/gateway-events#guild-create
 */
export function guildCreatePayload(guild: Guild): Readonly<Record<string, unknown>> {
  return {
    ...guildPayload(guild),
    joined_at: guild.botMember.joined_at,
    large: false,
    unavailable: false,
    member_count: guild.members.length + 1,
    voice_states: [],
    members: [guild.botMember],
    channels: guild.allChannels,
    threads: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
