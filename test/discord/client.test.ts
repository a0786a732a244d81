import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/discord/client.ts';

/** An API that answers slowly, and the number of connections that were ever opened to it. */
async function slowApi(): Promise<{ readonly url: string; opened(): number }> {
  let opened = 0;
  const server = createServer(async (_request, response) => {
    await setTimeout(20);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  server.on('connection', () => {
    opened += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The API has no port');
  return { url: `http://127.0.0.1:${address.port}/api`, opened: () => opened };
}

test('a burst of answers shares a few connections, and all of them arrive', async () => {
  const api = await slowApi();
  const client = createClient('a-token', api.url);
  onTestFinished(() => client.destroy());

  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      client.rest.get(`/webhooks/1/token-${index}/messages/@original`),
    ),
  );

  expect(answers).toHaveLength(200);
  expect(api.opened()).toBeGreaterThan(1);
  expect(api.opened()).toBeLessThanOrEqual(40);
});
