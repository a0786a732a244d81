import type { Pool } from 'pg';
import { oneLine } from '../../text/text.ts';

/** A slow statement, without its values. */
export interface SlowStatement {
  readonly milliseconds: number;
  readonly sql: string;
}

/** The maximum length of a reported statement, in characters. */
const maxLoggedLength = 2_000;

/**
 * Reports each statement of the pool's connections that takes longer than the limit, including waits for locks, as soon
 * as it ends. It wraps the connections because they are the only layer that the ORM and the query builder share.
 *
 * @param limit in milliseconds.
 */
export function watchSlow(pool: Pool, limit: number, tell: (slow: SlowStatement) => void): void {
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const timed = (...given: unknown[]): unknown => {
      const began = performance.now();
      const result = query(...given);
      if (!(result instanceof Promise)) return result;
      const ended = (): void => {
        const milliseconds = Math.round(performance.now() - began);
        if (milliseconds >= limit) tell({ milliseconds, sql: withoutValues(statementIn(given)) });
      };
      // Attached here, so that `tell` runs in the async context, and hence the log context, of the caller of the
      // statement.
      result.then(ended, ended);
      return result;
    };
    client.query = timed as typeof client.query;
  });
}

function statementIn([first]: readonly unknown[]): string {
  if (typeof first === 'string') return first;
  return typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : '';
}

/** Comments, quoted names, strings of three kinds, and numbers that are not part of a name or a parameter. */
const tokens =
  /--[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"]|"")*"|\bE'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|\$(\w*)\$[\s\S]*?\$\1\$|(?<![\w$."])\d[\d.]*/gi;

/** Removes the values from a statement: the ORM writes them into its SQL. Removes our own literals as well. */
const withoutValues = (sql: string): string =>
  oneLine(
    sql.replace(tokens, (token) => (token.startsWith('"') ? token : /^(--|\/\*)/.test(token) ? ' ' : '?')),
    maxLoggedLength,
  );
