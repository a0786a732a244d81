import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

export interface DatabaseProxy {
  /** The URL of the database by way of the proxy. */
  readonly url: string;
  /**
   * A commit reaches the server, and its connection is lost before it has answered: the next one, or the one after that;
   * and with it, if asked for, all there is from then on.
   */
  loseAnswerToCommit(which?: Lost): void;
  /** Ends every connection and takes no new one, until it is called again with false. */
  cut(isCut?: boolean): void;
  /**
   * From now on nothing comes through on the connections that are open, in neither direction, and nobody is told. New ones
   * are not concerned, unless all are.
   */
  silence(which: 'open' | 'all'): void;
  /** New connections come through again; those that have been silenced stay so. */
  listen(): void;
  /** Has each statement looked at before it is passed on, from now on. */
  watch(look: (statement: Statement) => void): void;
}

/** What is sent to the server for it to do. */
interface Statement {
  readonly sql: string;
  /** The name under which the connection is made. */
  readonly applicationName: string;
}

type Lost = 'next' | 'next and everything after' | 'second' | 'second and everything after';

/** A way to a database, over loopback, on which things get lost; for the test that calls this. */
export async function proxyTo(databaseUrl: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(databaseUrl);
  let losing: 'none' | Lost = 'none';
  let down = false;
  const open = new Set<() => void>();
  const silent = new Set<() => void>();
  let allSilent = false;
  let look: ((statement: Statement) => void) | undefined;
  const server = createServer((near) => {
    if (down) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    const end = () => {
      open.delete(end);
      near.destroy();
      far.destroy();
    };
    open.add(end);
    if (allSilent) silent.add(end);
    let lost = false;
    let applicationName: string | undefined;
    near.on('data', (chunk) => {
      applicationName ??= /application_name\0([^\0]*)/.exec(chunk.toString('latin1'))?.[1];
      const sql = sqlIn(chunk);
      if (sql !== null) look?.({ sql, applicationName: applicationName ?? '' });
      if (losing !== 'none' && /^Q.{4}commit/is.test(chunk.toString('latin1'))) {
        lost = !losing.startsWith('second');
        down = losing === 'next and everything after';
        losing = lost ? 'none' : losing === 'second' ? 'next' : 'next and everything after';
      }
      if (!silent.has(end)) far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (silent.has(end)) return;
      if (lost) end();
      else near.write(chunk);
    });
    for (const socket of [near, far]) socket.on('error', end).on('close', end);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${address.port}`;
  return {
    url: url.href,
    loseAnswerToCommit: (which = 'next') => {
      losing = which;
    },
    cut: (isCut = true) => {
      down = isCut;
      if (isCut) for (const end of open) end();
    },
    silence: (which) => {
      allSilent = which === 'all';
      for (const end of open) silent.add(end);
    },
    listen: () => {
      allSilent = false;
    },
    watch: (looking) => {
      look = looking;
    },
  };
}

/**
 * The statement in a message, if it is one: a simple query, or one to be prepared.
 *
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
const sqlIn = (message: Buffer): string | null =>
  /^(?:Q....|P....[^\0]*\0)([^\0]*)/s.exec(message.toString('latin1'))?.[1] ?? null;
