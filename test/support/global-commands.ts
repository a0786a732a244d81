import { Routes } from 'discord.js';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';

type Registered = readonly { readonly name: string; readonly type: number }[];

/** The commands that the application has in all servers, as an earlier bot may have left them. */
export function globalCommandsOn({ apiUrl, token, applicationId }: DiscordSandbox) {
  const request = async (init: RequestInit = {}): Promise<Registered> => {
    const response = await fetch(`${apiUrl}/v10${Routes.applicationCommands(applicationId)}`, {
      ...init,
      headers: { Authorization: `Bot ${token}`, 'Content-Type': 'application/json' },
    });
    return (await response.json()) as Registered;
  };
  return {
    leave: async (...commands: readonly object[]) => {
      for (const command of commands) await request({ method: 'POST', body: JSON.stringify(command) });
    },
    list: async () => (await request()).map(({ name }) => name),
  };
}

/** A slash command, one in the menu of a member, and one in the menu of a message. */
export const leftBehind = [
  { name: 'user', description: 'Look up a user' },
  { name: 'Report', type: 3 },
  { name: 'Ban', type: 2 },
] as const;
