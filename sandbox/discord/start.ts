import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createAttachmentStore } from './attachment-store.ts';
import { createChannelMessages } from './channel-messages.ts';
import { createCommandRegistry } from './command-registry.ts';
import { createFaults } from './faults.ts';
import { createGateway } from './gateway.ts';
import { createGuild } from './guild.ts';
import type { InteractionRecord } from './interaction-record.ts';
import { createInteractionDesk } from './interaction-store.ts';
import { createInteractionWebhook } from './interaction-webhook.ts';
import { createMessageStore } from './message-store.ts';
import { NotSendable } from './not-sendable.ts';
import { createPerson } from './person.ts';
import { createPlaces } from './places.ts';
import { channelRoutes } from './rest/channel-routes.ts';
import { commandRoutes } from './rest/command-routes.ts';
import { guildRoutes } from './rest/guild-routes.ts';
import { interactionRoutes } from './rest/interaction-routes.ts';
import { createRestApi } from './rest/rest-api.ts';
import type { ChannelName, DiscordSandbox, SandboxRequest, SandboxRole } from './sandbox.ts';
import { createSending, NoSession } from './sending.ts';
import { createSnowflakes } from './snowflake.ts';
import { createTrafficRecord } from './traffic.ts';
import { after, createWaitingRoom } from './waiting.ts';

const HOST = '127.0.0.1';
const TOKEN = 'sandbox.bot.token';
const READY_PATIENCE = 60_000;
/** How many events and calls are kept, with their bodies. The page shows only the latest ones. */
const TRAFFIC_REMEMBERED = 600;

export interface DiscordSandboxOptions {
  /** The port; 0, the default, for any free one. */
  readonly port?: number;
  /** The clock for the deadlines of interactions and the expiry of tokens, in milliseconds since the epoch. */
  readonly now?: () => number;
  /**
   * How long the bot may take for its first answer, in milliseconds. Discord allows 3 seconds, the default. A test that
   * is not about that time allows more, since a busy machine may run no bot for so long.
   */
  readonly answerWithin?: number;
  /** The channels that the bot can neither see nor write in. */
  readonly closedToBot?: readonly ChannelName[];
  /**
   * Whether the guild's admins have allowed the commands to everyone, in Server Settings → Integrations. Then only the
   * bot's own checks prevent a person without a role from running them.
   */
  readonly commandsForEveryone?: boolean;
  /** The roles of additional people, by name; null for no role. */
  readonly people?: Readonly<Record<string, SandboxRole | null>>;
  /** The "Interactions Endpoint URL" of the application. The sandbox only returns it and sends nothing to it. */
  readonly interactionsEndpointUrl?: string;
}

/**
 * Starts a stand-in for Discord on loopback: the REST API v10 and the gateway as discord.js uses them, with one guild
 * and a few people.
 *
 * @see https://discord.com/developers/docs/reference
 */
export async function startDiscordSandbox(options: DiscordSandboxOptions = {}): Promise<DiscordSandbox> {
  const { port = 0, now = Date.now, closedToBot = [], commandsForEveryone = false } = options;
  const { answerWithin = 3_000, interactionsEndpointUrl = null } = options;
  const nextId = createSnowflakes(now);
  const guild = createGuild(closedToBot, options.people);
  const waiting = createWaitingRoom();
  const listeners = new Set<() => void>();
  const requests: SandboxRequest[] = [];
  const traffic = createTrafficRecord(TRAFFIC_REMEMBERED);
  const sent = new Map<string, InteractionRecord>();
  let registrations = 0;

  function changed(): void {
    waiting.changed();
    for (const listener of [...listeners]) {
      listener();
    }
  }

  const server = createServer();
  server.listen(port, HOST);
  await once(server, 'listening');
  const host = `${HOST}:${portOf(server.address())}`;

  const gateway = createGateway({
    server,
    url: `ws://${host}/gateway`,
    token: TOKEN,
    guild,
    onChange: changed,
    onEvent: (name, data, delivery) => traffic.add({ kind: 'event', name, data, delivery, at: now() }),
  });
  const { dispatch } = gateway;
  const faults = createFaults(gateway, guild);
  const attachments = createAttachmentStore(`http://${host}`, nextId);
  const messages = createMessageStore({ guild, attachments, now, nextId, dispatch });
  const interactionStore = createInteractionDesk({ applicationId: guild.bot.id, now, nextId });
  const globalCommands = createCommandRegistry({ applicationId: guild.bot.id, nextId });
  const guildCommands = createCommandRegistry({ applicationId: guild.bot.id, guildId: guild.id, nextId });
  const person = {
    guild,
    messages,
    waiting,
    now,
    answerWithin,
    sent,
    findPlace: createPlaces(guild, nextId),
    send: createSending({ interactionStore, guild, messages, faults, gateway }),
    dispatch,
    onChange: changed,
    commands: () => [...guildCommands.all(), ...globalCommands.all()],
    commandsForEveryone,
  };
  const api = createRestApi({
    token: TOKEN,
    faults,
    attachments,
    now,
    record(call) {
      const { method, path, body, status, answeredAt: at } = call;
      requests.push({ method, path, body, status, at });
      traffic.add(call);
    },
    onChange: changed,
    routes: [
      guildRoutes(guild, gateway.url, interactionsEndpointUrl),
      commandRoutes({
        guild,
        guildCommands,
        globalCommands,
        onRegistration: () => {
          registrations += 1;
        },
      }),
      channelRoutes(createChannelMessages(guild, messages, now)),
      interactionRoutes({
        interactionStore,
        messages,
        now,
        answerWithin,
        webhook: createInteractionWebhook(messages, now),
      }),
    ],
  });
  server.on('request', getRequestListener(api.fetch));

  return {
    apiUrl: `http://${host}/api`,
    token: TOKEN,
    applicationId: guild.bot.id,
    guild,
    get commands() {
      return guildCommands.all();
    },
    get registrations() {
      return registrations;
    },
    requests,
    traffic: traffic.latest,
    get connected() {
      return gateway.ready;
    },
    misbehave: faults.misbehave,
    get troubles() {
      return faults.inForce();
    },
    as(name) {
      const member = guild.members.find(({ user }) => user.username === name);
      if (!member) {
        throw new NotSendable(`No member ${name}.`);
      }
      return createPerson(member, person);
    },
    ready(milliseconds = READY_PATIENCE) {
      const expired = after(milliseconds);
      return waiting
        .wait({
          probe: () => gateway.ready || undefined,
          late: () => (expired() ? new NoSession(`No bot was ready within ${milliseconds} ms.`) : undefined),
        })
        .then(() => undefined);
    },
    watch(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    async close() {
      listeners.clear();
      waiting.close();
      gateway.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  return address !== null && typeof address === 'object' ? address.port : 0;
}
