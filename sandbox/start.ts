import { startAkkomaServer } from './akkoma-server/index.ts';
import { type BotProcess, createBotProcess } from './bot-process.ts';
import { type DiscordSandbox, startDiscordSandbox } from './discord/index.ts';
import { type Page, servePage } from './page/index.ts';

/** A Discord with its page, Akkoma's job queue at work, and a bot, all on one database. */
export interface Sandbox {
  readonly discord: DiscordSandbox;
  readonly page: Page;
  /** Not yet started. */
  readonly bot: BotProcess;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** The URL of a database with Akkoma's tables, a world in them, and our migrations, for its owner. */
  readonly database: string;
  /** The same database, as the role that the bot works as. */
  readonly botsDatabase: string;
  /** The page's port; where it is taken, or none is given, any free one. */
  readonly port?: number;
  /** Further settings of the bot, such as `LOG_LEVEL`. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** In milliseconds, how long a bot may take until it can be sent commands. */
const READY_PATIENCE = 60_000;

/** Starts all of the sandbox but its database, and its bot. */
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
      // Those of a real server, where the shell has them, are none of this one's.
      DISCORD_CHANNEL_IDS: '',
      APPROVER_ROLE_IDS: '',
    },
    ready: () => discord.ready(READY_PATIENCE).then(() => registration(discord)),
  });
  // As if everybody had used their account just now.
  await akkoma.rememberAll();
  const behind = { database, bot, remembers: akkoma.remembers };
  const page = await servePage(discord, { port, ...behind }).catch(() => servePage(discord, behind));

  return {
    discord,
    page,
    bot,
    async stop() {
      await bot.stop();
      await page.close();
      await discord.close();
      await akkoma.stop();
    },
  };
}

/** A bot that starts is connected a moment before its commands are there. */
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
