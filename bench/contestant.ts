import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Routes } from 'discord-api-types/v10';
import { catalogue } from '../commands/index.ts';
import { menuOf } from '../src/discord/menu.ts';
import { type DiscordSandbox, startDiscordSandbox } from '../src/sandbox/discord/index.ts';

/** A bot in a process of its own, on a Discord of its own. */
export interface Contestant extends AsyncDisposable {
  readonly discord: DiscordSandbox;
}

/**
 * Starts a program as a bot, told nothing but its environment.
 *
 * @throws Error when it ends, or does not log in within 20 s.
 */
export async function startContestant(
  program: URL,
  environmentFor: (discord: DiscordSandbox) => Readonly<Record<string, string>>,
): Promise<Contestant> {
  const discord = await startDiscordSandbox({ now: fineNow });
  await registerMenu(discord);
  const bot = spawn(process.execPath, [fileURLToPath(program)], {
    env: { ...process.env, LOG_LEVEL: 'warn', ...environmentFor(discord) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(bot, 'exit');
  const contestant: Contestant = {
    discord,
    [Symbol.asyncDispose]: async () => {
      bot.kill('SIGTERM');
      const stuck = setTimeout(() => bot.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(stuck);
      await discord.close();
    },
  };
  try {
    await Promise.race([discord.ready(20_000), ended.then(endedEarly)]);
  } catch (error) {
    await contestant[Symbol.asyncDispose]();
    throw error;
  }
  return contestant;
}

/** Whatever a bot registers or does not, all are asked the same. */
async function registerMenu({ apiUrl, token, applicationId, guild }: DiscordSandbox): Promise<void> {
  const route = Routes.applicationGuildCommands(applicationId, guild.id);
  const { ok, status } = await fetch(`${apiUrl}/v10${route}`, {
    method: 'PUT',
    headers: { authorization: `Bot ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(menuOf(catalogue)),
  });
  if (!ok) throw new Error(`The commands could not be registered: ${status}`);
}

/** Milliseconds since the epoch, with fractions: what is measured takes a few of them. */
const fineNow = (): number => performance.timeOrigin + performance.now();

function endedEarly(): never {
  throw new Error('The bot ended before it was ready; what it said stands above.');
}
