import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';

export interface DatabaseProxy {
  /** The URL of the database through the proxy. */
  readonly url: string;
  /**
   * Forwards a commit to the server, and closes its connection before the answer arrives. This affects the next commit
   * or the one after it. With "everything after", all new connections fail from then on too.
   */
  loseAnswerToCommit(which?: Lost): void;
  /** Closes all connections and refuses new ones, until it is called again with false. */
  cut(isCut?: boolean): void;
  /**
   * From now on, the open connections pass on no data in either direction, and neither end gets an error. New
   * connections still work, unless `which` is `all`.
   */
  silence(which: 'open' | 'all'): void;
  /** From now on, a connection that the server closes stays open at the other end, once all its data have arrived. */
  keepOpen(): void;
  /** New connections work again. Those that were silenced stay silent. */
  listen(): void;
  /** Calls the function with each statement before the statement is passed on, from now on. */
  watch(look: (statement: Statement) => void): void;
}

/** A statement that is sent to the server. */
interface Statement {
  readonly sql: string;
  /** The `application_name` of the connection. */
  readonly applicationName: string;
}

type Lost = 'next' | 'next and everything after' | 'second' | 'second and everything after';

/** A TCP proxy to a database that can lose data on purpose, for the calling test. */
export async function proxyTo(databaseUrl: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(databaseUrl);
  let losing: 'none' | Lost = 'none';
  let down = false;
  const open = new Set<() => void>();
  const silent = new Set<() => void>();
  let allSilent = false;
  let staysOpen = false;
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
    const endOfFar = (): void => {
      if (!staysOpen) end();
    };
    near.on('error', end).on('close', end);
    far.on('error', endOfFar).on('close', endOfFar);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const end of open) end();
  });
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
    keepOpen: () => {
      staysOpen = true;
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
 * The statement in a message that is a simple query or prepares one; null for any other.
 *
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
const sqlIn = (message: Buffer): string | null =>
  /^(?:Q....|P....[^\0]*\0)([^\0]*)/s.exec(message.toString('latin1'))?.[1] ?? null;
