import { type ChatInputCommandInteraction, type Client, Events, type Interaction } from 'discord.js';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';
import { connectedClient, sandboxForTest } from './connected-client.ts';
import { registerExamples } from './example-commands.ts';

/** A sandbox with a bot that knows the example commands and does what the test says. */
export interface Scene {
  readonly sandbox: DiscordSandbox;
  readonly client: Client<true>;
  /** Sets the bot's handler of interactions; resolves or rejects as its first call does. */
  onInteraction<T>(handle: (interaction: Interaction) => Promise<T>): Promise<T>;
  onCommand<T>(handle: (interaction: ChatInputCommandInteraction) => Promise<T>): Promise<T>;
  /** Advances the sandbox's clock. */
  pass(milliseconds: number): void;
}

export async function createScene(): Promise<Scene> {
  let clock = Date.now();
  const sandbox = await sandboxForTest({ now: () => clock });
  const client = await connectedClient(sandbox);
  await registerExamples(client, sandbox);

  function onInteraction<T>(handle: (interaction: Interaction) => Promise<T>): Promise<T> {
    const outcome = Promise.withResolvers<T>();
    client.on(Events.InteractionCreate, (interaction) => {
      handle(interaction).then(outcome.resolve, outcome.reject);
    });
    return outcome.promise;
  }

  return {
    sandbox,
    client,
    onInteraction,
    onCommand: (handle) =>
      onInteraction((interaction) =>
        interaction.isChatInputCommand() ? handle(interaction) : new Promise(() => {}),
      ),
    pass(milliseconds) {
      clock += milliseconds;
    },
  };
}
