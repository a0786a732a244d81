import type { Pool } from 'pg';
import { oneLine } from '../../text/text.ts';
import { watchQueries } from './watch-queries.ts';

/** A slow statement, without its values. */
export interface SlowStatement {
  readonly milliseconds: number;
  readonly sql: string;
}

/** The maximum length of a reported statement, in characters. */
const maxLoggedLength = 2_000;

/**
 * Reports each statement of the pool's connections that takes longer than the limit, including waits for locks, as soon
 * as it ends.
 *
 * @param limit in milliseconds.
 */
export function watchSlow(pool: Pool, limit: number, tell: (slow: SlowStatement) => void): void {
  pool.on('connect', (client) => {
    watchQueries(client, (given) => {
      const began = performance.now();
      return () => {
        const milliseconds = Math.round(performance.now() - began);
        if (milliseconds >= limit) tell({ milliseconds, sql: withoutValues(statementIn(given)) });
      };
    });
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
