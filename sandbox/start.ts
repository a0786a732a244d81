import { fileURLToPath } from 'node:url';
import { createOutsiders, type Outsiders, startAkkomaServer } from './akkoma-server/index.ts';
import { type BotProcess, createBotProcess } from './bot-process.ts';
import { type DiscordSandbox, startDiscordSandbox } from './discord/index.ts';
import { type Page, servePage } from './page/index.ts';

/** A stand-in for Discord with its page, a stand-in for Akkoma's server, and the bot, all on one database. */
export interface Sandbox {
  readonly discord: DiscordSandbox;
  readonly page: Page;
  /** The bot, which the caller must start. */
  readonly bot: BotProcess;
  readonly outsiders: Outsiders;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** The URL of a database with Akkoma's tables, a world and Steward's migrations, for its owner. */
  readonly database: string;
  /** The URL of the same database, for the bot's role. */
  readonly botsDatabase: string;
  /** The page's port. If it is taken or none is given, the page gets any free port. */
  readonly port?: number;
  /** Further settings for the bot, such as `LOG_LEVEL`. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** How long the bot may take until it has a gateway session, in milliseconds. */
const READY_PATIENCE = 60_000;

const mailPresets = fileURLToPath(new URL('../packaging/mail-presets.yaml', import.meta.url));

/** Starts the sandbox, except its database and the bot. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { database, botsDatabase, port = 0, environment } = options;
  const akkoma = await startAkkomaServer({ url: database });
  const discord = await startDiscordSandbox({ commandsForEveryone: true });
  const bot = createBotProcess({
    environment: {
      ...environment,
      DATABASE_URL: botsDatabase,
      INSTANCE_URL: 'https://social.test',
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_GUILD_ID: discord.guild.id,
      ADMIN_ROLE_IDS: discord.guild.roles.admin.id,
      MODERATOR_ROLE_IDS: discord.guild.roles.moderator.id,
      AUDIT_CHANNEL_ID: discord.guild.channels.audit.id,
      REPORTS_CHANNEL_ID: discord.guild.channels.reports.id,
      SIGNUPS_CHANNEL_ID: discord.guild.channels.signUps.id,
      // Empty, because the shell may have the values of a real server, which are wrong here.
      DISCORD_CHANNEL_IDS: '',
      APPROVER_ROLE_IDS: '',
      MAIL_PRESETS: mailPresets,
      AKKOMA_INSTANCE_NAME: discord.guild.name,
      AKKOMA_NOTIFY_EMAIL: 'staff@social.test',
      // Accounts that people outside register await approval.
      AKKOMA_ACCOUNT_APPROVAL_REQUIRED: 'true',
    },
    ready: () => discord.ready(READY_PATIENCE).then(() => registration(discord)),
  });
  // As if all accounts had just been used.
  await akkoma.rememberAll();
  const outsiders = createOutsiders(database);
  const outside = {
    report: () => outsiders.report(),
    register: () => outsiders.register(),
    spam: () => outsiders.spam(),
  };
  const behind = { database, bot, outside, cachedAccount: akkoma.cachedAccount };
  const page = await servePage(discord, { port, ...behind }).catch(() => servePage(discord, behind));

  return {
    discord,
    page,
    bot,
    outsiders,
    async stop() {
      await bot.stop();
      await page.close();
      await discord.close();
      await akkoma.stop();
    },
  };
}

/** Resolves when the bot has registered its commands, which happens a moment after it connects. */
function registration(discord: DiscordSandbox): Promise<void> {
  return new Promise((resolve) => {
    const stop = discord.watch(look);
    look();
    function look(): void {
      if (discord.commands.length === 0) return;
      stop();
      resolve();
    }
  });
}
