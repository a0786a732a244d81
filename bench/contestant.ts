import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Routes } from 'discord-api-types/v10';
import { catalogue } from '../commands/index.ts';
import { type DiscordSandbox, startDiscordSandbox } from '../sandbox/discord/index.ts';
import { menuOf } from '../src/discord/menu.ts';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  scripts: { start: string };
};

/** A bot in a process of its own, with a Discord of its own. */
export interface Contestant extends AsyncDisposable {
  readonly discord: DiscordSandbox;
  readonly pid: number;
  /** Milliseconds from the start of its process until its session with Discord was ready. */
  readonly startedIn: number;
}

/**
 * Starts a program as a bot, configured by its environment only.
 *
 * @throws Error when it ends, or does not log in within 20 s.
 */
export async function startContestant(
  program: URL,
  environmentFor: (discord: DiscordSandbox) => Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Contestant> {
  const discord = await startDiscordSandbox({ now: fineNow });
  await registerMenu(discord);
  const begun = performance.now();
  const bot = spawn(process.execPath, [...flags, fileURLToPath(program)], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...environmentFor(discord) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(bot, 'exit');
  const end = async (): Promise<void> => {
    bot.kill('SIGTERM');
    const stuck = setTimeout(() => bot.kill('SIGKILL'), 5_000);
    await ended;
    clearTimeout(stuck);
    await discord.close();
  };
  try {
    await Promise.race([discord.ready(20_000), ended.then(endedEarly)]);
  } catch (error) {
    await end();
    throw error;
  }
  const startedIn = performance.now() - begun;
  return { discord, pid: bot.pid ?? 0, startedIn, [Symbol.asyncDispose]: end };
}

/** The flags that `npm start` gives Node, except the one for the file of settings. */
const flagsOfStart = scripts.start.split(' ').filter((word) => /^--(?!env-file)/.test(word));

/** The real bot on this database, with only the settings that are required. */
export const startBot = (databaseUrl: string): Promise<Contestant> =>
  startContestant(new URL('../src/main.js', import.meta.url), environmentOn(databaseUrl), flagsOfStart);

const environmentOn =
  (databaseUrl: string) =>
  ({ token, apiUrl, guild }: DiscordSandbox): Readonly<Record<string, string>> => ({
    DATABASE_URL: databaseUrl,
    INSTANCE_URL: 'https://social.test',
    DISCORD_TOKEN: token,
    DISCORD_API_URL: apiUrl,
    DISCORD_GUILD_ID: guild.id,
    ADMIN_ROLE_IDS: guild.roles.admin.id,
    MODERATOR_ROLE_IDS: guild.roles.moderator.id,
  });

/** The baseline. */
export const startBare = (): Promise<Contestant> =>
  startContestant(new URL('bare-client.ts', import.meta.url), ({ token, apiUrl }) => ({
    DISCORD_TOKEN: token,
    DISCORD_API_URL: apiUrl,
  }));

/** The resident memory of a process in MB, as reported by the operating system. */
export const residentOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;

/** Registers Steward's commands for both bots, so that both get the same interactions. */
async function registerMenu({ apiUrl, token, applicationId, guild }: DiscordSandbox): Promise<void> {
  const route = Routes.applicationGuildCommands(applicationId, guild.id);
  const { ok, status } = await fetch(`${apiUrl}/v10${route}`, {
    method: 'PUT',
    headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(menuOf(catalogue)),
  });
  if (!ok) throw new Error(`The commands could not be registered: ${status}`);
}

/** Milliseconds since the epoch, with fractions, since the measured times are only a few milliseconds. */
const fineNow = (): number => performance.timeOrigin + performance.now();

function endedEarly(): never {
  throw new Error('The bot ended before it was ready; what it said stands above.');
}
