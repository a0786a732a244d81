import type { Server } from 'node:http';
import { Socket } from 'node:net';
import { GatewayCloseCodes, GatewayOpcodes } from 'discord-api-types/v10';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ConversationParts, converse } from './gateway-conversation.ts';
import type { GatewaySession } from './gateway-session.ts';
import type { HeldConnections } from './sandbox.ts';

const HEARTBEAT_INTERVAL = 41_250;
/** How long a client that was asked to reconnect may take to close the connection, in milliseconds. */
const RECONNECT_PATIENCE = 1000;
/** How long a disconnected session can be resumed, in milliseconds of real time. Discord does not document this. */
const RESUME_WINDOW = 60_000;

/** Sends an event to every session, or to the sessions with the given intent. */
export type Dispatch = (event: string, data: unknown, intent?: number) => void;

export interface Gateway {
  readonly url: string;
  readonly dispatch: Dispatch;
  /** Whether at least one session is connected, so that it gets an interaction immediately. */
  readonly ready: boolean;
  /** Whether there is any session, including a disconnected one that may still resume. */
  readonly hasSession: boolean;
  /** Cuts every connection without a close frame. */
  drop(): void;
  /** Sends op 7, and later cuts the connections that clients have not closed. */
  reconnect(): void;
  /** Leaves new connections without an answer, until they are reset. */
  hold(): HeldConnections;
  /** Sends op 9. A session that is not resumable is deleted. */
  invalidate(resumable: boolean): void;
  close(): void;
}

export interface GatewayParts extends Omit<ConversationParts, 'sessions'> {
  readonly server: Server;
}

/**
 * Creates the gateway. It speaks JSON, with payload compression if the client's identify asks for it, and without
 * transport compression.
 *
 * @see https://discord.com/developers/docs/events/gateway
 */
export function createGateway(parts: GatewayParts): Gateway {
  const { server, onChange } = parts;
  const sockets = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, GatewaySession>();
  const timers = new Set<NodeJS.Timeout>();
  const held = new Set<Socket>();
  let holds = false;

  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', parts.url);
    if (pathname !== '/gateway' || searchParams.has('compress')) {
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      return;
    }
    // The connection of an HTTP server is a socket, although the types say only that it is a stream.
    if (holds && socket instanceof Socket) {
      held.add(socket);
      socket.on('error', () => undefined).once('close', () => held.delete(socket));
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => welcome(accepted, searchParams));
  });

  function welcome(socket: WebSocket, parameters: URLSearchParams): void {
    // A client that disappears in the middle of a frame causes an error, which would be thrown without this listener.
    // The close event that follows does the rest.
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
    get hasSession() {
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
    hold() {
      holds = true;
      return {
        get count() {
          return held.size;
        },
        reset() {
          holds = false;
          for (const socket of held) socket.resetAndDestroy();
        },
      };
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
      for (const socket of held) socket.destroy();
      sockets.close();
    },
  };
}
