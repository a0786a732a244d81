import { once } from 'node:events';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import type { DiscordSandbox } from '../discord/sandbox.ts';
import { createApi } from './api.ts';
import { loadAssets } from './assets.ts';
import { guard } from './guard.ts';
import type { Outside } from './outside.ts';
import { type BotControl, type Remembers, readChanges } from './underneath/index.ts';

export interface Page {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** Stops listening and closes the connections of all browsers. */
  close(): Promise<void>;
}

interface PageOptions {
  readonly port?: number;
  /** The URL of the database whose changes the page shows. */
  readonly database?: string;
  /** Returns an account as Akkoma's server has it in memory. */
  readonly cachedAccount?: Remembers;
  /** The bot's process, if the page may restart it. */
  readonly bot?: BotControl;
  /** People outside Discord, if there are any. */
  readonly outside?: Outside;
}

const LARGEST_BODY_BYTES = 256 * 1024;

/**
 * Serves the page where people read the sandbox's channels and act in them, only on 127.0.0.1. A port of 0, the
 * default, takes any free port. Rejects when the port is taken.
 */
export async function servePage(sandbox: DiscordSandbox, options: PageOptions = {}): Promise<Page> {
  const { port: wanted = 0, database: url, cachedAccount, bot, outside } = options;
  const assets = await loadAssets();
  const changes = url === undefined ? undefined : readChanges(url, cachedAccount);
  const app = new Hono();

  app.use(securityHeaders);
  app.use(guard);
  app.use(bodyLimit({ maxSize: LARGEST_BODY_BYTES }));
  app.route('/api', createApi(sandbox, { changes, bot, outside }));
  for (const [path, { type, text }] of assets) {
    app.get(path, (context) =>
      context.body(text, 200, { 'content-type': type, 'cache-control': 'no-store' }),
    );
  }
  app.notFound((context) => context.json({ error: 'Not found.' }, 404));
  // The sandbox rejects with a plain Error whose message is meant for the person who typed.
  app.onError((error, context) =>
    context.json({ error: error.message }, error instanceof HTTPException ? error.status : 422),
  );

  const server = createAdaptorServer({ fetch: app.fetch, hostname: '127.0.0.1' });
  server.listen(wanted, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await closed;
      await changes?.close();
    },
  };
}

const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", 'data:'],
    // lit's styleMap sets the first style as an attribute. Style elements, and sheets from elsewhere, stay forbidden.
    styleSrcAttr: ["'unsafe-inline'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    objectSrc: ["'none'"],
  },
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
  strictTransportSecurity: false,
});
