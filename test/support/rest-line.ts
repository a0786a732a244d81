import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A line to a REST API that can fail in ways in which only lines do. */
export interface RestLine {
  /** Where the API is at this end of the line. */
  readonly url: string;
  /** Nobody answers at this end any more: connections are refused. */
  cut(): Promise<void>;
  /** The next request for that path arrives and takes effect; what comes back is a 502. */
  loseAnswer(path: RegExp): void;
}

/** Lays a line to the API at this address, for the test that calls this. */
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
