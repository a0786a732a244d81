import { once } from 'node:events';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { connectTimeoutSocket } from '../../src/database/connection/connect-timeout-socket.ts';
import { connect } from '../../src/database/connection/connection.ts';
import { isUnreachable } from '../../src/database/connection/failures.ts';
import { pristineDatabase } from '../support/database.ts';

test('a wait for a connection that others use is no sign that the database is gone', async () => {
  const { url } = await pristineDatabase();
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());
  const kysely = database.em.fork().getKysely();

  const waits = Array.from({ length: 11 }, () => sql`select pg_sleep(2.5)`.execute(kysely));

  const outcomes = await Promise.allSettled(waits);
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['fulfilled']));
});

test('a server that does not answer at all is soon taken to be away', async () => {
  const socket = connectTimeoutSocket();

  const fault = await once(socket, 'connect').catch((error: unknown) => error);

  expect(isUnreachable(fault)).toBe(true);
});
