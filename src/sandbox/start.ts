import { startAkkomaServer } from './akkoma-server/index.ts';
import { type BotProcess, startBotProcess } from './bot-process.ts';
import { type DiscordSandbox, startDiscordSandbox } from './discord/index.ts';
import { type Page, servePage } from './page/index.ts';

/** A Discord with its page, Akkoma's job queue at work, and the bot, all on one database. */
export interface Sandbox {
  readonly discord: DiscordSandbox;
  readonly page: Page;
  /** The bot that runs now. */
  readonly bot: BotProcess;
  /** Waits until the bot can be sent commands; resolves with false where it ends instead. */
  ready(): Promise<boolean>;
  /** Starts a bot in place of one that has ended. */
  startBot(): void;
  stop(): Promise<void>;
}

export interface SandboxOptions {
  /** The URL of a database with Akkoma's tables, a world in them, and our migrations. */
  readonly database: string;
  /** The page's port; where it is taken, or none is given, any free one. */
  readonly port?: number;
  /** Further settings of the bot, such as `LOG_LEVEL`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const READY_PATIENCE = 60_000;

/** Starts all of the sandbox but its database. */
export async function startSandbox({ database, port = 0, environment }: SandboxOptions): Promise<Sandbox> {
  const akkoma = await startAkkomaServer({ url: database });
  const discord = await startDiscordSandbox({ commandsForEveryone: true });
  const page = await servePage(discord, { port }).catch(() => servePage(discord));
  const start = (): BotProcess =>
    startBotProcess({
      ...environment,
      DATABASE_URL: database,
      INSTANCE_URL: 'https://social.test',
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_GUILD_ID: discord.guild.id,
      ADMIN_ROLE_IDS: discord.guild.roles.admin.id,
      MODERATOR_ROLE_IDS: discord.guild.roles.moderator.id,
      AUDIT_CHANNEL_ID: discord.guild.channels.audit.id,
    });
  let bot = start();

  return {
    discord,
    page,
    get bot() {
      return bot;
    },
    ready: () =>
      Promise.race([
        discord
          .ready(READY_PATIENCE)
          .then(() => registered(discord))
          .then(() => true),
        bot.ended.then(() => false),
      ]),
    startBot() {
      bot = start();
    },
    async stop() {
      await bot.end('SIGTERM');
      await page.close();
      await discord.close();
      await akkoma.stop();
    },
  };
}

/** A bot is connected a moment before its commands are there. */
function registered(discord: DiscordSandbox): Promise<void> {
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
