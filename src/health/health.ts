import type { LogContext } from '../log/log-context.ts';
import { lackingIn, type Parts } from './readiness.ts';
import type { Page, Pages } from './server.ts';

/** The health endpoints, and the functions by which the bot feeds them. */
export interface Health {
  /** Adds parts of the bot that exist from now on. */
  watch(parts: Parts): void;
  /** Counts an interaction that has been handled. */
  count(context: LogContext): void;
  close(): Promise<void>;
}

/** For a bot without a health port. */
const disabledHealth: Health = {
  watch: () => undefined,
  count: () => undefined,
  close: () => Promise.resolve(),
};

/**
 * Serves `/healthz` (the process is alive), `/readyz` (it can work) and `/metrics` (Prometheus). Without a port,
 * nothing is loaded, counted or served.
 *
 * @throws Unavailable where it cannot listen on the port.
 */
export async function openHealth(host: string, port: number | undefined): Promise<Health> {
  if (port === undefined) return disabledHealth;
  const { createMetrics } = await import('./metrics.ts');
  // Loaded only here: `node:http` also loads Node's own HTTP client, which is as large as the one that the bot uses.
  const { servePages } = await import('./server.ts');
  let known: Parts = {};
  const metrics = createMetrics(() => known);
  const pages: Pages = new Map<string, () => Page | Promise<Page>>([
    ['/healthz', () => ({ status: 200, type: 'text/plain; charset=utf-8', body: 'alive\n' })],
    ['/readyz', async () => readiness(await lackingIn(known))],
    ['/metrics', async () => ({ status: 200, type: metrics.type, body: await metrics.text() })],
  ]);
  const close = await servePages(pages, { host, port });
  return {
    watch: (parts) => {
      known = { ...known, ...parts };
      metrics.watch(parts);
    },
    count: metrics.count,
    close,
  };
}

function readiness(lacking: Readonly<Record<string, string>>): Page {
  const ready = Object.keys(lacking).length === 0;
  return {
    status: ready ? 200 : 503,
    type: 'application/json',
    body: `${JSON.stringify(ready ? { ready } : { ready, lacking })}\n`,
  };
}
