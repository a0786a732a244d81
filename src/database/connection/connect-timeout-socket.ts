import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** The time, in milliseconds, after which a server that does not accept a connection counts as unreachable. */
const connectTimeout = 2_000;

/** Creates a socket with a shorter connect timeout than the system's. Once connected, it has no timeout of its own. */
export function connectTimeoutSocket(): Socket {
  const socket = new Socket();
  let isDecided = false;
  const timer = setTimeout(async () => {
    // After this process itself was suspended, its timers fire first, and only then does it handle the network events
    // that had already arrived.
    await setImmediate();
    if (isDecided) return;
    socket.destroy(Object.assign(new Error('The server did not answer'), { code: 'ETIMEDOUT' }));
  }, connectTimeout);
  for (const event of ['connect', 'close']) {
    socket.once(event, () => {
      isDecided = true;
      clearTimeout(timer);
    });
  }
  return socket;
}
