import type { Server } from 'node:http';
import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ConversationParts, converse } from './gateway-conversation.ts';
import type { GatewaySession } from './gateway-session.ts';

const HEARTBEAT_INTERVAL = 41_250;
/** How long a client that was asked to reconnect may take to hang up by itself. */
const RECONNECT_PATIENCE = 1000;
/** For how long, in milliseconds of real time, a session that is cut off may be resumed; Discord does not say. */
const RESUME_WINDOW = 60_000;

/** Sends an event to every session, or to those with the intent it takes. */
export type Dispatch = (event: string, data: unknown, intent?: number) => void;

export interface Gateway {
  readonly url: string;
  readonly dispatch: Dispatch;
  /** Whether at least one session can hear of an interaction at once. */
  readonly ready: boolean;
  /** Whether there is a session at all, be it one that is cut off and may still resume. */
  readonly inhabited: boolean;
  /** Hangs up on everybody without a word. */
  drop(): void;
  /** Op 7, and a hang-up for those who stay. */
  reconnect(): void;
  /** Op 9. */
  invalidate(resumable: boolean): void;
  close(): void;
}

export interface GatewayParts extends Omit<ConversationParts, 'sessions'> {
  readonly server: Server;
}

/**
 * The gateway: JSON, in plain or deflated payload by payload if the client's identify asks so; no transport
 * compression.
 *
 * @see https://discord.com/developers/docs/events/gateway
 */
export function createGateway(parts: GatewayParts): Gateway {
  const { server, onChange } = parts;
  const sockets = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, GatewaySession>();
  const timers = new Set<NodeJS.Timeout>();

  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', parts.url);
    if (pathname !== '/gateway' || searchParams.has('compress')) {
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => welcome(accepted, searchParams));
  });

  function welcome(socket: WebSocket, parameters: URLSearchParams): void {
    // A client that vanishes in the middle of a frame makes an error of it; the close that follows says enough.
    socket.on('error', () => socket.terminate());
    if (parameters.get('v') !== '10') {
      socket.close(GatewayCloseCodes.InvalidAPIVersion);
      return;
    }
    if ((parameters.get('encoding') ?? 'json') !== 'json') {
      socket.close(GatewayCloseCodes.DecodeError);
      return;
    }
    converse(socket, { ...parts, sessions });
    socket.send(JSON.stringify({ op: GatewayOpcodes.Hello, d: { heartbeat_interval: HEARTBEAT_INTERVAL } }));
  }

  function terminateLater(socket: WebSocket): void {
    const timer = setTimeout(() => socket.terminate(), RECONNECT_PATIENCE);
    timers.add(timer);
    socket.once('close', () => {
      clearTimeout(timer);
      timers.delete(timer);
    });
  }

  function expireSessions(): void {
    for (const { id, connected, lastConnected } of sessions.values()) {
      if (!connected && performance.now() - lastConnected > RESUME_WINDOW) {
        sessions.delete(id);
      }
    }
  }

  return {
    url: parts.url,
    get ready() {
      return [...sessions.values()].some(({ connected }) => connected);
    },
    get inhabited() {
      expireSessions();
      return sessions.size > 0;
    },
    dispatch(event, data, intent) {
      expireSessions();
      for (const session of sessions.values()) {
        if (intent === undefined || (session.intents & intent) !== 0) {
          session.dispatch(event, data);
        }
      }
    },
    drop() {
      for (const session of sessions.values()) {
        const { socket } = session;
        if (socket) {
          session.detach(socket);
          socket.terminate();
        }
      }
      onChange();
    },
    reconnect() {
      for (const { socket } of sessions.values()) {
        socket?.send(JSON.stringify({ op: GatewayOpcodes.Reconnect, d: null }));
        if (socket) {
          terminateLater(socket);
        }
      }
    },
    invalidate(resumable) {
      for (const session of sessions.values()) {
        const { socket } = session;
        if (!resumable) {
          sessions.delete(session.id);
        }
        if (socket) {
          session.detach(socket);
          socket.send(JSON.stringify({ op: GatewayOpcodes.InvalidSession, d: resumable }));
        }
      }
      onChange();
    },
    close() {
      timers.forEach(clearTimeout);
      for (const socket of sockets.clients) {
        socket.terminate();
      }
      sockets.close();
    },
  };
}
