import { Client } from 'pg';
import { afterEach, expect } from 'vitest';

/** The state of a connection's transaction. */
interface Progress {
  isInTransaction: boolean;
  hasAppended: boolean;
}

const progress = new WeakMap<Client, Progress>();
const late: string[] = [];
const query = Symbol.for('steward.test.query');

/** The test files in a process share the driver, so it is patched once for each process. */
const driver = Client.prototype as Client & { [query]?: Client['query'] };
if (driver[query] === undefined) {
  driver[query] = driver.query;
  driver.query = function (this: Client, ...given: unknown[]) {
    note(this, textOf(given[0]));
    return Reflect.apply(driver[query] as Client['query'], this, given as never);
  } as Client['query'];
}

/**
 * Checks that no statement follows an audit entry within a transaction. The audit log is chained: a transaction that
 * has appended to it blocks all others that append, until it ends.
 */
afterEach(() => {
  expect(late.splice(0), 'statements after an entry of the audit log, in its transaction').toEqual([]);
});

function note(client: Client, statement: string): void {
  const one = progress.get(client) ?? { isInTransaction: false, hasAppended: false };
  progress.set(client, one);
  if (/^\s*(commit|rollback(?! to\b))/i.test(statement)) {
    one.isInTransaction = false;
    one.hasAppended = false;
  } else if (/^\s*(begin|start transaction)\b/i.test(statement)) {
    one.isInTransaction = true;
  } else {
    if (one.hasAppended) late.push(statement);
    if (one.isInTransaction && /^\s*insert into steward\.audit_log[^;]*\brows from\b/.test(statement))
      one.hasAppended = true;
  }
}

const textOf = (given: unknown): string =>
  typeof given === 'string' ? given : String((given as { text?: unknown } | undefined)?.text ?? '');
