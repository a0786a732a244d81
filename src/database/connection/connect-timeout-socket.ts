import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** A server that does not even answer this long, in milliseconds, is taken to be away. */
const connectTimeout = 2_000;

/** A socket that gives up connecting sooner than the system would; connected, it is as patient as others. */
export function connectTimeoutSocket(): Socket {
  const socket = new Socket();
  let isDecided = false;
  const timer = setTimeout(async () => {
    // A process that stood still itself sees its timers first, and then what the network has brought meanwhile.
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
