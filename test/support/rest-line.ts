import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy to a REST API that can simulate failures of the network. */
export interface RestLine {
  /** The URL of the API through the proxy. */
  readonly url: string;
  /** Closes the proxy: connections are refused from then on. */
  cut(): Promise<void>;
  /** Forwards the next request for that path, which takes effect, but answers it with a 502. */
  loseAnswer(path: RegExp): void;
}

/** Starts a proxy to the API at this address, for the calling test. */
export async function layLine(target: string): Promise<RestLine> {
  const lost: RegExp[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    const isLost = lost.findIndex((path) => path.test(url));
    lost.splice(isLost, isLost < 0 ? 0 : 1);
    const forwarded = request(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(isLost < 0 ? (answer.statusCode ?? 502) : 502, isLost < 0 ? answer.headers : {});
      if (isLost < 0) answer.pipe(outgoing);
      else answer.resume().on('end', () => outgoing.end());
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  onTestFinished(cut);
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(new URL(target).pathname, `http://127.0.0.1:${port}`).href,
    cut,
    loseAnswer: (path) => void lost.push(path),
  };
}
