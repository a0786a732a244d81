import type { Pool, PoolClient } from 'pg';
import { endsConnection } from './failures.ts';
import { watchQueries } from './watch-queries.ts';

/**
 * Removes connections that are lost while in use from the pool. Kysely only releases the connection of a transaction
 * after `commit` or `rollback` has succeeded, and on a dead connection neither can: its slot would stay taken. And the
 * server sends the error that ends a connection before it closes it: until then, the pool would lend it again.
 *
 * For the pool option `onPoolCreated`. The holder of such a connection may release it as well: the second release does
 * nothing.
 */
export function releaseLost(pool: Pool): void {
  const lent = new WeakSet<PoolClient>();
  const ended = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => {
    lent.add(client);
    // The pool sets the client's new `release` right after this event, before the caller that waits for the client
    // continues.
    queueMicrotask(() => {
      const release = client.release.bind(client);
      client.release = (fault) => {
        if (lent.delete(client)) release(fault || ended.has(client));
      };
    });
  });
  pool.on('connect', (client) => {
    client.once('end', () => client.release(true));
    watchQueries(client, () => (error) => {
      if (endsConnection(error)) ended.add(client);
    });
  });
}
