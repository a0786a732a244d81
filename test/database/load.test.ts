import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { connectTimeoutSocket } from '../../src/database/connection/connect-timeout-socket.ts';
import { connect } from '../../src/database/connection/connection.ts';
import { isUnreachable } from '../../src/database/connection/failures.ts';
import { pristineDatabase } from '../support/database.ts';

test('a wait for a connection from a busy pool is not taken for a lost database', async () => {
  const { url } = await pristineDatabase();
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());
  const kysely = database.em.fork().getKysely();

  const waits = Array.from({ length: 11 }, () => sql`select pg_sleep(2.5)`.execute(kysely));

  const outcomes = await Promise.allSettled(waits);
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['fulfilled']));
});

test('a server that does not answer is soon taken to be away', async () => {
  const socket = connectTimeoutSocket();

  const fault = await once(socket, 'connect').catch((error: unknown) => error);

  expect(isUnreachable(fault)).toBe(true);
});

test('a process that was suspended finds the server that answered in the meantime', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const socket = connectTimeoutSocket();
  onTestFinished(() => void socket.destroy());
  // Timers run first, before the answers of the network are read.
  await setImmediate();
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
  const connected = once(socket, 'connect');

  const end = performance.now() + 2_200;
  while (performance.now() < end);

  await connected;
  expect(socket.destroyed).toBe(false);
});
