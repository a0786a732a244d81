import { Socket } from 'node:net';

/** A server that does not even answer this long, in milliseconds, is taken to be away. */
const connectTimeout = 2_000;

/** A socket that gives up connecting sooner than the system would; connected, it is as patient as others. */
export function connectTimeoutSocket(): Socket {
  const socket = new Socket();
  const timer = setTimeout(() => {
    socket.destroy(Object.assign(new Error('The server did not answer'), { code: 'ETIMEDOUT' }));
  }, connectTimeout);
  for (const event of ['connect', 'close']) socket.once(event, () => clearTimeout(timer));
  return socket;
}
