import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { GatewayOpcodes } from 'discord-api-types/v10';
import { WebSocket } from 'ws';
import type { SandboxEvent } from './traffic.ts';

/** Called with every event that is dispatched to a session, and whether it was sent. */
export type OnEvent = (name: string, data: unknown, delivery: SandboxEvent['delivery']) => void;

/** A client's session, which outlives its connections. It keeps everything sent to the client for a resume. */
export interface GatewaySession {
  readonly id: string;
  readonly intents: number;
  readonly connected: boolean;
  /** When a connection was last attached or detached, by `performance.now()`. */
  readonly lastConnected: number;
  readonly sequence: number;
  readonly socket: WebSocket | undefined;
  attach(socket: WebSocket): void;
  /** Detaches the connection, unless the session has another one by now. */
  detach(socket: WebSocket): void;
  dispatch(event: string, data: unknown): void;
  /** Sends the events after `sequence` again. */
  replay(sequence: number): void;
}

/** @param compress whether the client's identify asked for payload compression: each payload deflated separately */
export function createGatewaySession(intents: number, compress: boolean, onEvent: OnEvent): GatewaySession {
  const sent: { name: string; data: unknown; payload: string }[] = [];
  let socket: WebSocket | undefined;
  let lastConnected = performance.now();

  function send(payload: string): void {
    if (socket?.readyState === WebSocket.OPEN) {
      socket.send(compress ? deflateSync(payload) : payload);
    }
  }

  const isOpen = () => socket?.readyState === WebSocket.OPEN;

  return {
    id: randomBytes(16).toString('hex'),
    intents,
    get connected() {
      return isOpen();
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
    dispatch(name, data) {
      const payload = JSON.stringify({
        op: GatewayOpcodes.Dispatch,
        t: name,
        s: sent.length + 1,
        d: data,
      });
      // A copy, because the message or member in the event may change later.
      const then: unknown = JSON.parse(payload).d;
      sent.push({ name, data: then, payload });
      send(payload);
      onEvent(name, then, isOpen() ? 'sent' : 'kept');
    },
    replay(sequence) {
      for (const { name, data, payload } of sent.slice(sequence)) {
        send(payload);
        onEvent(name, data, 'again');
      }
    },
  };
}
