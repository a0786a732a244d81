import { catalogue } from '../../commands/index.ts';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';
import { examineAll } from '../../src/doctor/index.ts';
import { plain } from '../../src/text/text.ts';

type Environment = Readonly<Record<string, string>>;

export interface Found {
  readonly status: string;
  readonly said: string;
  readonly mend: string;
}

/** The findings of the doctor in this environment, by the names of the checks. */
export async function findings(environment: Environment): Promise<Readonly<Record<string, Found>>> {
  const found: Record<string, Found> = {};
  for await (const { check, status, said, mend } of examineAll(environment, catalogue)) {
    found[check] = { status, said: plain(said), mend: mend === undefined ? '' : plain(mend) };
  }
  return found;
}

/** The settings of the instance of the recordings, for the console alone. */
export const consoleOn = (url: string): Environment => ({
  DATABASE_URL: url,
  INSTANCE_URL: 'https://social.test',
});

/** The same settings for the bot. */
export const botOn = (url: string, { token, apiUrl, guild }: DiscordSandbox): Environment => ({
  ...consoleOn(url),
  DISCORD_TOKEN: token,
  DISCORD_API_URL: apiUrl,
  DISCORD_GUILD_ID: guild.id,
  DISCORD_CHANNEL_IDS: guild.channels.moderation.id,
  AUDIT_CHANNEL_ID: guild.channels.audit.id,
  ADMIN_ROLE_IDS: guild.roles.admin.id,
  MODERATOR_ROLE_IDS: guild.roles.moderator.id,
});
