import type { Pool } from 'pg';
import { oneLine } from '../../text/text.ts';

/** A statement that took its time, without its values. */
export interface SlowStatement {
  readonly milliseconds: number;
  readonly sql: string;
}

/** How much of a statement is told, in characters. */
const most = 2_000;

/**
 * Tells of each statement that takes the pool's connections longer than the limit, waits for locks included, as soon as it
 * has ended. On the connections themselves, since the ORM and the query builder meet nowhere before.
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
      // Asked for here, so that it is told in the course of whatever asked for the statement.
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

/** Comments, names in quotes, strings of three kinds, and numbers that are no part of a name or a parameter. */
const tokens =
  /--[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"]|"")*"|\bE'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|\$(\w*)\$[\s\S]*?\$\1\$|(?<![\w$."])\d[\d.]*/gi;

/** The ORM puts values into its statements: they are taken out again, as are those that we wrote ourselves. */
const withoutValues = (sql: string): string =>
  oneLine(
    sql.replace(tokens, (token) => (token.startsWith('"') ? token : /^(--|\/\*)/.test(token) ? ' ' : '?')),
    most,
  );
