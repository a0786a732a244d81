import {
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  GatewayOpcodes,
} from 'discord-api-types/v10';
import type { RawData, WebSocket } from 'ws';
import * as z from 'zod';
import { createGatewaySession, type GatewaySession, type OnEvent } from './gateway-session.ts';
import type { Guild } from './guild.ts';
import { guildCreatePayload } from './guild-payload.ts';

/** The privileged intents. The application has none of them enabled. */
const PRIVILEGED =
  GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent;

const payloadSchema = z.object({ op: z.int(), d: z.unknown() });
const identifySchema = z.object({
  token: z.string(),
  intents: z.int().nonnegative(),
  compress: z.boolean().nullish(),
});
const resumeSchema = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });

/** The parts of the gateway that all conversations share. */
export interface ConversationParts {
  readonly url: string;
  readonly token: string;
  readonly guild: Guild;
  readonly onChange: () => void;
  readonly onEvent: OnEvent;
  readonly sessions: Map<string, GatewaySession>;
}

/**
 * Answers the messages of one client on one connection.
 *
 * @see https://discord.com/developers/docs/events/gateway#connection-lifecycle
 */
export function converse(socket: WebSocket, parts: ConversationParts): void {
  const { sessions, guild, onChange } = parts;
  let session: GatewaySession | undefined;

  function isMine(): boolean {
    return session !== undefined && sessions.has(session.id) && session.socket === socket;
  }

  function identify(d: unknown): void {
    const { data } = identifySchema.safeParse(d);
    if (isMine()) {
      socket.close(GatewayCloseCodes.AlreadyAuthenticated);
    } else if (!data) {
      socket.close(GatewayCloseCodes.DecodeError);
    } else if (data.token !== parts.token) {
      socket.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    } else if ((data.intents & PRIVILEGED) !== 0) {
      socket.close(GatewayCloseCodes.DisallowedIntents, 'Disallowed intent(s).');
    } else {
      start(createGatewaySession(data.intents, data.compress ?? false, parts.onEvent));
    }
  }

  function start(started: GatewaySession): void {
    session = started;
    sessions.set(started.id, started);
    started.attach(socket);
    const withGuilds = (started.intents & GatewayIntentBits.Guilds) !== 0;
    started.dispatch(GatewayDispatchEvents.Ready, {
      v: 10,
      user: guild.bot,
      guilds: [{ id: guild.id, unavailable: true }],
      session_id: started.id,
      resume_gateway_url: parts.url,
      shard: [0, 1],
      application: { id: guild.bot.id, flags: 0 },
    });
    if (withGuilds) {
      started.dispatch(GatewayDispatchEvents.GuildCreate, guildCreatePayload(guild));
    }
    onChange();
  }

  function resume(d: unknown): void {
    const { data } = resumeSchema.safeParse(d);
    const known = data && sessions.get(data.session_id);
    if (!data) {
      socket.close(GatewayCloseCodes.DecodeError);
    } else if (data.token !== parts.token) {
      socket.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
    } else if (!known) {
      socket.send(JSON.stringify({ op: GatewayOpcodes.InvalidSession, d: false }));
    } else if (data.seq > known.sequence) {
      socket.close(GatewayCloseCodes.InvalidSeq);
    } else {
      session = known;
      known.attach(socket);
      known.replay(data.seq);
      known.dispatch(GatewayDispatchEvents.Resumed, {});
      onChange();
    }
  }

  socket.on('message', (raw) => {
    const { data: payload } = payloadSchema.safeParse(parse(raw));
    switch (payload?.op) {
      case undefined:
        socket.close(GatewayCloseCodes.DecodeError);
        break;
      case GatewayOpcodes.Heartbeat:
        socket.send(JSON.stringify({ op: GatewayOpcodes.HeartbeatAck }));
        break;
      case GatewayOpcodes.Identify:
        identify(payload?.d);
        break;
      case GatewayOpcodes.Resume:
        resume(payload?.d);
        break;
      // Requests about presence, voice and members are accepted and ignored.
      case GatewayOpcodes.PresenceUpdate:
      case GatewayOpcodes.VoiceStateUpdate:
      case GatewayOpcodes.RequestGuildMembers:
        if (!isMine()) {
          socket.close(GatewayCloseCodes.NotAuthenticated);
        }
        break;
      default:
        socket.close(GatewayCloseCodes.UnknownOpcode);
    }
  });

  socket.on('close', (code) => {
    // Only these two close codes end a session. After any other the client may resume.
    if (session && isMine() && (code === 1000 || code === 1001)) {
      sessions.delete(session.id);
    }
    session?.detach(socket);
    onChange();
  });
}

function parse(raw: RawData): unknown {
  try {
    return JSON.parse(String(raw));
  } catch {
    return undefined;
  }
}
