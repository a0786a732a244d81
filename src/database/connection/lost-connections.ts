import type { Pool, PoolClient } from 'pg';

/**
 * Frees the slot in the pool of a connection that is lost while in use. Kysely only releases the connection of a
 * transaction after `commit` or `rollback` has succeeded, and on a dead connection neither can.
 *
 * For the pool option `onPoolCreated`. The holder of such a connection may release it as well: the second release does
 * nothing.
 */
export function releaseLost(pool: Pool): void {
  const lent = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => {
    lent.add(client);
    // The pool sets the client's new `release` right after this event, before the caller that waits for the client
    // continues.
    queueMicrotask(() => {
      const release = client.release.bind(client);
      client.release = (fault) => {
        if (lent.delete(client)) release(fault);
      };
    });
  });
  pool.on('connect', (client) => {
    client.once('end', () => client.release(true));
  });
}
