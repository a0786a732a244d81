import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { Unavailable } from '../text/errors.ts';
import { text } from '../text/text.ts';

export interface Page {
  readonly status: 200 | 503;
  readonly type: string;
  readonly body: string;
}

/** The pages by path. */
export type Pages = ReadonlyMap<string, () => Page | Promise<Page>>;

/** The time limit for a request to arrive, in milliseconds. */
const requestTimeout = 5_000;

/**
 * Serves these paths for GET, and nothing else.
 *
 * @returns a function that stops the server.
 * @throws Unavailable where it cannot listen there.
 */
export async function servePages(
  pages: Pages,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<() => Promise<void>> {
  const server = createServer({ requestTimeout, headersTimeout: requestTimeout }, (request, response) => {
    // Not parsed by `new URL`, which throws for request targets such as `//`.
    const page = pages.get((request.url ?? '').replace(/\?.*/s, ''));
    if (page === undefined) return send(response, 404);
    if (request.method !== 'GET') return send(response.setHeader('Allow', 'GET'), 405);
    // The response has no details of the error: any client that can reach the port could read them.
    Promise.resolve()
      .then(page)
      .then(
        (made) => send(response.setHeader('Content-Type', made.type), made.status, made.body),
        () => send(response, 500),
      );
  });
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new Unavailable(
      text`Cannot listen on port ${String(port)} of ${host}. Set HEALTH_PORT to a free port and HEALTH_HOST to an address of this machine, and start again.`,
      { cause },
    );
  }
  // Later errors of the server must not end the bot.
  server.on('error', () => undefined);
  // The server alone does not keep the process alive.
  server.unref();
  return async () => {
    server.close();
    server.closeAllConnections();
  };
}

function send(response: ServerResponse, status: number, body = ''): void {
  response.setHeader('Cache-Control', 'no-store').setHeader('X-Content-Type-Options', 'nosniff');
  response.writeHead(status).end(body);
}
