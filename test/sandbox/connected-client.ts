import { Client, type ClientOptions, Events, GatewayIntentBits, REST } from 'discord.js';
import { onTestFinished } from 'vitest';
import {
  type DiscordSandbox,
  type DiscordSandboxOptions,
  startDiscordSandbox,
} from '../../sandbox/discord/index.ts';

/** A sandbox that is closed when the test ends. */
export async function sandboxForTest(options?: DiscordSandboxOptions): Promise<DiscordSandbox> {
  const sandbox = await startDiscordSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** The REST client of discord.js alone. */
export function restOf(sandbox: DiscordSandbox): REST {
  return new REST({ api: sandbox.apiUrl, offset: 0 }).setToken(sandbox.token);
}

/** A real discord.js client, not yet logged in; it is destroyed when the test ends. */
export function createClient(sandbox: DiscordSandbox, options: Partial<ClientOptions> = {}): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    rest: { api: sandbox.apiUrl, offset: 0 },
    // discord.js leaves 5 s between two identifies, as Discord wants it; the sandbox does not need that.
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
    ...options,
  });
  onTestFinished(() => client.destroy());
  return client;
}

/** A real discord.js client, logged in and ready. */
export async function connectedClient(
  sandbox: DiscordSandbox,
  options?: Partial<ClientOptions>,
): Promise<Client<true>> {
  const client = createClient(sandbox, options);
  const ready = Promise.withResolvers<Client<true>>();
  client.once(Events.ClientReady, ready.resolve);
  await client.login(sandbox.token);
  return ready.promise;
}
