import type { ClientBase } from 'pg';

/** Called with what was given to `query`. Returns what is called when the statement has ended, with its error if any. */
type Began = (given: readonly unknown[]) => (error?: unknown) => void;

/**
 * Watches the statements of a connection. It wraps `query`, because that is the only layer that the ORM, the query
 * builder and pg-boss share. Both functions run in the async context, and hence the log context, of the caller.
 */
export function watchQueries(client: ClientBase, began: Began): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown;
  const watched = (...given: unknown[]): unknown => {
    const callback = given.at(-1);
    if (typeof callback === 'function') {
      const ended = began(given);
      return query(...given.slice(0, -1), (error: unknown, ...results: unknown[]) => {
        ended(error ?? undefined);
        callback(error, ...results);
      });
    }
    const result = query(...given);
    if (result instanceof Promise) {
      const ended = began(given);
      result.then(() => ended(), ended);
    }
    return result;
  };
  client.query = watched as typeof client.query;
}
