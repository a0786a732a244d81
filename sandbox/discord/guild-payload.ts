import type { Guild } from './guild.ts';

/**
 * Returns the guild as the REST API sends it.
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
 * Returns the guild as the gateway sends it. The bot is its only member in the payload: without the privileged intent
 * GUILD_MEMBERS, which this application does not have, Discord sends no others.
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
