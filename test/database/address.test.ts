import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectSocket, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { connect } from '../../src/database/connection/connection.ts';
import { isUnreachable } from '../../src/database/connection/failures.ts';
import { pristineDatabase } from '../support/database.ts';

/** A server that is closed when the calling test ends. */
async function listen(place: string | number, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection);
  if (typeof place === 'string') server.listen(place);
  else server.listen(place, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return server;
}

function query(url: string): Promise<{ rows: unknown[] }> {
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());
  return sql`select current_setting('datestyle') as style`.execute(database.em.fork().getKysely());
}

test.for([
  ['', 5432],
  ['&port=15433', 15_433],
] as const)('a Unix socket is used where the address names its directory: %j', async ([also, number]) => {
  const { url } = await pristineDatabase();
  const { hostname, port, pathname, username, password } = new URL(url);
  const directory = await mkdtemp(join(tmpdir(), 'steward-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await listen(join(directory, `.s.PGSQL.${number}`), (near) => {
    const far = connectSocket(Number(port), hostname);
    near.on('error', () => far.destroy()).pipe(far);
    far.on('error', () => near.destroy()).pipe(near);
  });

  const { rows } = await query(`postgres://${username}:${password}@${pathname}?host=${directory}${also}`);

  expect(rows).toEqual([{ style: expect.stringMatching(/^ISO/) }]);
});

test.for([
  ['?sslmode=require', ''],
  ['?sslmode=verify-full', ''],
  ['', 'require'],
] as const)(
  'where encryption is required (%j, PGSSLMODE=%j), only the request for it is sent in clear text',
  async ([parameters, variable]) => {
    vi.stubEnv('PGSSLMODE', variable);
    onTestFinished(() => void vi.unstubAllEnvs());
    const heard: Buffer[] = [];
    const server = await listen(0, (socket) => {
      socket.on('data', (data) => {
        heard.push(data);
        socket.write('N');
      });
      socket.on('error', () => undefined);
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;

    const fault = await query(`postgres://steward:hunter2@127.0.0.1:${port}/akkoma${parameters}`).catch(
      (error: unknown) => error,
    );

    expect(isUnreachable(fault)).toBe(true);
    expect(Buffer.concat(heard).toString('hex')).toBe('0000000804d2162f');
  },
);
