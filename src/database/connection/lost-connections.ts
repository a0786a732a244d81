import type { Pool, PoolClient } from 'pg';

/**
 * Gives back the place in the pool of a connection that is lost while someone works with it. Kysely releases the
 * connection of a transaction only once `commit` or `rollback` has succeeded, which neither can on a dead one.
 *
 * For the pool option `onPoolCreated`. Whoever still holds such a connection may release it as well.
 */
export function giveBackLost(pool: Pool): void {
  const lent = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => {
    lent.add(client);
    // The pool gives the client its new `release` right after this event, before whoever waits for it goes on.
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
