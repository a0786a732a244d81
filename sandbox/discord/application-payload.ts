import type { Guild } from './guild.ts';

/**
 * Returns the application as Discord sends it to its own bot.
 *
 * @param endpoint the "Interactions Endpoint URL" of the application; null for none.
 * @see https://discord.com/developers/docs/resources/application#get-current-application
 */
export function applicationPayload(
  { bot, members, id }: Guild,
  endpoint: string | null,
): Readonly<Record<string, unknown>> {
  const [owner] = members;
  return {
    id: bot.id,
    name: bot.username,
    icon: null,
    description: '',
    type: null,
    bot_public: false,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags: 0,
    flags_new: '0',
    guild_id: id,
    bot: { ...bot, flags: 0, primary_guild: null },
    owner: { ...owner?.user, flags: 0, primary_guild: null },
    team: null,
    redirect_uris: [],
    interactions_endpoint_url: endpoint,
    role_connections_verification_url: null,
    approximate_guild_count: 1,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    eligible_oauth2_scopes: [],
  };
}

/**
 * Returns the bot's user as Discord sends it to the bot itself.
 *
 * @see https://discord.com/developers/docs/resources/user#get-current-user
 */
export const ownUserPayload = ({ bot }: Guild): Readonly<Record<string, unknown>> => ({
  ...bot,
  flags: 0,
  primary_guild: null,
  mfa_enabled: true,
  verified: true,
  locale: 'en-US',
  email: null,
});
