import {
  Client,
  DiscordAPIError,
  DiscordjsErrorCodes,
  Events,
  GatewayIntentBits,
  Partials,
  type Snowflake,
  Status,
} from 'discord.js';
import type { Logger } from 'pino';
import { Agent } from 'undici';
import type { Catalogue } from '../command/index.ts';
import { addLogContext, type LogContext, withLogContext } from '../log/log-context.ts';
import { withTimeout } from '../process/with-timeout.ts';
import { Unavailable } from '../text/errors.ts';
import { consoleCommand } from '../text/program-name.ts';
import { type Text, text } from '../text/text.ts';
import { createConcurrencyLimit } from './concurrency-limit.ts';
import { createRouter } from './interactions/router.ts';
import type { RouterDependencies } from './interactions/router-dependencies.ts';
import { commandsOf } from './menu.ts';
import { register } from './registration.ts';

export interface BotOptions
  extends Omit<RouterDependencies, 'catalogue' | 'log' | 'concurrency' | 'commandIds'> {
  readonly client: Client;
  readonly catalogue: Catalogue;
  readonly log: Logger;
  readonly token: string;
  readonly guildId: string;
  /** Gets the ids of the commands once they are registered. */
  readonly commandIds: Map<string, Snowflake>;
  /** Called after each interaction, whether or not it succeeded. */
  onHandled?(context: LogContext): void;
  /** Called when Discord has permanently closed the connection, for instance after a token reset. */
  onLost(): void;
}

/** How long a gateway connection that is being made is waited for, and how long closing it may take, in milliseconds. */
const closeTimeout = 2_000;

/**
 * The maximum number of connections to Discord, which the requests of a burst share. Each new connection waits until
 * the other side accepts it, and a server under load may accept them one by one, for longer than an interaction has
 * time.
 */
const connections = 40;

export interface Bot {
  readonly applicationId: string;
  /** Accepts no more interactions, and waits for the running ones. */
  drain(): Promise<void>;
  /** Disconnects from Discord. */
  disconnect(): Promise<void>;
}

/**
 * Creates a client whose REST API can be used before it is connected, for instance to ask for a member's roles.
 *
 * @param apiUrl the address of Discord's API; undefined for Discord's own.
 */
export function createClient(token: string, apiUrl: string | undefined): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    // An archived thread is in no event but the interactions in it. With this, discord.js reads it from there.
    partials: [Partials.Channel],
    allowedMentions: { parse: [] },
    rest: {
      // Milliseconds for each attempt. The answer to an interaction is useless after three seconds, but a file upload
      // may take longer, and one timeout applies to both.
      timeout: 15_000,
      retries: 3,
      // Discord does not count answers to interactions towards the bot's 50 requests a second, but discord.js would. Of
      // the requests that count, cards and messages, a channel accepts one a second anyway.
      globalRequestsPerSecond: 1_000,
      // discord.js makes a queue for each interaction, and would keep it for an hour.
      handlerSweepInterval: 60_000,
      ...(apiUrl === undefined ? {} : { api: apiUrl }),
    },
  });
  client.rest.setToken(token);
  client.rest.setAgent(new Agent({ connections }));
  return client;
}

/**
 * Connects to Discord, registers the commands where they differ, and answers interactions until it is stopped.
 *
 * @throws Unavailable when Discord cannot be reached, rejects the token, or does not know the guild.
 */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { client, log } = options;
  logConnection(options);
  const running = answerInteractions(options);
  const applicationId = await connect(options).catch(async (cause: unknown) => {
    log.error({ err: cause }, 'the bot could not start');
    await client.destroy();
    throw new Unavailable(startFault(cause), { cause });
  });
  return {
    applicationId,
    drain: async () => {
      client.removeAllListeners(Events.InteractionCreate);
      await Promise.allSettled(running);
    },
    disconnect: async () => {
      await withTimeout(closeTimeout, untilNotConnecting(client), undefined);
      // Closing the connection can wait for an answer that never comes.
      await withTimeout(closeTimeout, client.destroy(), undefined);
    },
  };
}

/**
 * Waits until no connection to the gateway is being made. discord.js leaves such a connection open and without a listener
 * for its errors: one that is refused later would end the process.
 */
async function untilNotConnecting(client: Client): Promise<void> {
  if (client.ws.shards.every(({ status }) => status === Status.Ready)) return;
  await new Promise<unknown>((resolve) => {
    client.once(Events.ShardReady, resolve);
    client.once(Events.ShardResume, resolve);
    client.once(Events.ShardDisconnect, resolve);
  });
}

/** Says why the bot could not connect or register its commands, and what to do. */
function startFault(cause: unknown): Text {
  const status = cause instanceof DiscordAPIError ? cause.status : undefined;
  if (status === 400) {
    return text`Discord rejected Steward's commands, which is a bug. Report it with the log, and use the previous version until it is fixed.`;
  }
  const check = text`For a full check, run ${consoleCommand('doctor')}.`;
  const { name = 'unknown', code = status ?? name } = cause as { name?: string; code?: string | number };
  if (code === DiscordjsErrorCodes.TokenInvalid || status === 401) {
    return text`Discord rejected DISCORD_TOKEN. Reset the token at https://discord.com/developers/applications, page "Bot", and set DISCORD_TOKEN to the new one. ${check}`;
  }
  if (status === 403 || status === 404) {
    return text`The bot is not in the server of DISCORD_GUILD_ID. Correct the id, or add the bot to the server. ${check}`;
  }
  return text`Discord cannot be reached (${code}). Check the network of this machine, and DISCORD_API_URL if it is set. ${check}`;
}

function logConnection({ client, log, onLost }: BotOptions): void {
  // Without this listener, an error of the client would end the process.
  client.on(Events.Error, (error) => log.error({ err: error }, 'the Discord client failed'));
  client.on(Events.ShardError, (error) => log.warn({ err: error }, 'the gateway connection failed'));
  client.on(Events.ShardReconnecting, () => log.info('reconnecting to the gateway'));
  client.on(Events.ShardResume, () => log.info('the gateway session goes on'));
  client.on(Events.ShardDisconnect, ({ code }) => {
    log.fatal({ code }, 'Discord has ended the session for good');
    onLost();
  });
}

/** @returns the interactions that are being handled, at any time. */
function answerInteractions({
  client,
  onHandled = () => undefined,
  ...dependencies
}: BotOptions): ReadonlySet<Promise<void>> {
  const route = createRouter({ ...dependencies, concurrency: createConcurrencyLimit() });
  const running = new Set<Promise<void>>();
  client.on(Events.InteractionCreate, (interaction) => {
    const context: LogContext = { interactionId: interaction.id, began: performance.now() };
    const handled = withLogContext(context, () =>
      route(interaction)
        .catch((error: unknown) => {
          addLogContext({ outcome: 'failed' });
          dependencies.log.error({ err: error }, 'an interaction failed');
        })
        .finally(() => {
          running.delete(handled);
          onHandled(context);
        }),
    );
    running.add(handled);
  });
  return running;
}

/** @returns the application id. */
async function connect({ client, token, guildId, catalogue, commandIds, log }: BotOptions): Promise<string> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(token);
  const { application } = await ready;
  const { changed, ids } = await register(client.rest, application.id, guildId, commandsOf(catalogue));
  for (const [path, id] of ids) commandIds.set(path, id);
  log.info({ changed }, 'commands registered');
  return application.id;
}
