import type { Pool, PoolClient } from 'pg';
import { isReadOnly } from './failures.ts';
import { watchQueries } from './watch-queries.ts';

/**
 * Replaces all connections of a pool once the server has refused a write because it only reads. After a failover, an
 * old connection would still lead to the server that was the primary before, for as long as it is in use.
 *
 * For the pool option `onPoolCreated`.
 */
export function replaceReadOnly(pool: Pool): void {
  let spent = new WeakSet<PoolClient>();
  const open = new Set<PoolClient>();
  const replaceAll = (): void => {
    spent = new WeakSet(open);
    for (let idle = pool.idleCount; idle > 0; idle -= 1) {
      pool.connect().then(
        (client) => client.release(),
        () => undefined,
      );
    }
  };
  pool.on('connect', (client) => {
    open.add(client);
    client.once('end', () => open.delete(client));
    watchQueries(client, () => (error) => {
      if (isReadOnly(error)) replaceAll();
    });
  });
  // The pool keeps no connection that is ending.
  pool.on('release', (_fault, client) => {
    if (spent.has(client)) void client.end();
  });
}
