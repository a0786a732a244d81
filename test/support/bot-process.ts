import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';

export interface BotProcess {
  /** The output so far. */
  readonly printed: string;
  /** Resolves when Discord can send it commands. */
  ready(): Promise<void>;
  signal(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' | 'SIGUSR2' | 'SIGSTOP' | 'SIGCONT'): void;
  /** The exit code, or the signal that ended the process, once it has ended. */
  readonly ended: Promise<number | string>;
}

/** The settings for this Discord and database. No action needs approval, and no limit per person applies. */
export const botEnvironment = (url: string, discord: DiscordSandbox): Record<string, string> => ({
  DATABASE_URL: url,
  INSTANCE_URL: 'https://social.test',
  AKKOMA_REFRESH: 'false',
  DISCORD_TOKEN: discord.token,
  DISCORD_API_URL: discord.apiUrl,
  DISCORD_GUILD_ID: discord.guild.id,
  ADMIN_ROLE_IDS: discord.guild.roles.admin.id,
  MODERATOR_ROLE_IDS: discord.guild.roles.moderator.id,
  APPROVALS_DESTRUCTIVE: '0',
  DESTRUCTIVE_PER_HOUR: '0',
});

/**
 * Starts the real program in a process of its own, on this Discord and database. It is killed when the calling test
 * ends. Unless `environment` says otherwise, no action needs approval, and no limit per person applies.
 */
export function startProcess(
  url: string,
  discord: DiscordSandbox,
  environment: Readonly<Record<string, string>> = {},
): BotProcess {
  const child = spawn(process.execPath, ['src/main.js'], {
    env: { PATH: process.env.PATH, ...botEnvironment(url, discord), ...environment },
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  }
  const ended = once(child, 'close').then(
    ([code, signal]: (number | string | null)[]) => code ?? signal ?? '',
  );
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    ended,
    get printed() {
      return printed.join('');
    },
    ready: () => botReady(discord),
    signal: (signal) => void child.kill(signal),
  };
}

/** Resolves when a bot is connected and Discord can send it commands. */
export async function botReady(discord: DiscordSandbox): Promise<void> {
  await discord.ready(60_000);
  while (discord.commands.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
}
