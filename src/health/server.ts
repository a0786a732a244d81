import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { Unavailable } from '../text/errors.ts';
import { text } from '../text/text.ts';

export interface Page {
  readonly status: 200 | 503;
  readonly type: string;
  readonly body: string;
}

/** What is answered at each path. */
export type Pages = ReadonlyMap<string, () => Page | Promise<Page>>;

/** How long a request may take to arrive, in milliseconds. */
const patience = 5_000;

/**
 * Answers GET at these paths, and nothing else.
 *
 * @returns what ends it.
 * @throws Unavailable where it cannot listen there.
 */
export async function servePages(
  pages: Pages,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<() => Promise<void>> {
  const server = createServer({ requestTimeout: patience, headersTimeout: patience }, (request, response) => {
    // What is no address at all, such as //, must not be parsed as one.
    const page = pages.get((request.url ?? '').replace(/\?.*/s, ''));
    if (page === undefined) return send(response, 404);
    if (request.method !== 'GET') return send(response.setHeader('Allow', 'GET'), 405);
    // What keeps a page from being made is its reader's to know as little as anybody else's.
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
      text`Nobody can listen on port ${String(port)} of ${host}. Set HEALTH_PORT and HEALTH_HOST to what is free and this machine's own, and start again.`,
      { cause },
    );
  }
  // What goes wrong with a connection from then on is no reason to end the bot.
  server.on('error', () => undefined);
  // It alone is no reason for the process to stay.
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
