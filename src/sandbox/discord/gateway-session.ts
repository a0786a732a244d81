import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { GatewayOpcodes } from 'discord-api-types/v10';
import { WebSocket } from 'ws';

/** What a client keeps across connections: everything sent to it is remembered, so that it can resume. */
export interface GatewaySession {
  readonly id: string;
  readonly intents: number;
  readonly connected: boolean;
  /** When it was last attached or detached, by `performance.now()`. */
  readonly lastConnected: number;
  readonly sequence: number;
  readonly socket: WebSocket | undefined;
  attach(socket: WebSocket): void;
  /** Forgets the connection, unless the session has moved to another one since. */
  detach(socket: WebSocket): void;
  dispatch(event: string, data: unknown): void;
  /** Sends again what came after `sequence`. */
  replay(sequence: number): void;
}

/** @param compress whether the client asked in its identify for payloads deflated one by one */
export function createGatewaySession(intents: number, compress: boolean): GatewaySession {
  const sent: string[] = [];
  let socket: WebSocket | undefined;
  let lastConnected = performance.now();

  function send(payload: string): void {
    if (socket?.readyState === WebSocket.OPEN) {
      socket.send(compress ? deflateSync(payload) : payload);
    }
  }

  return {
    id: randomBytes(16).toString('hex'),
    intents,
    get connected() {
      return socket?.readyState === WebSocket.OPEN;
    },
    get lastConnected() {
      return lastConnected;
    },
    get sequence() {
      return sent.length;
    },
    get socket() {
      return socket;
    },
    attach(next) {
      socket = next;
      lastConnected = performance.now();
    },
    detach(old) {
      if (socket === old) {
        socket = undefined;
        lastConnected = performance.now();
      }
    },
    dispatch(event, data) {
      const payload = JSON.stringify({
        op: GatewayOpcodes.Dispatch,
        t: event,
        s: sent.length + 1,
        d: data,
      });
      sent.push(payload);
      send(payload);
    },
    replay(sequence) {
      sent.slice(sequence).forEach(send);
    },
  };
}
