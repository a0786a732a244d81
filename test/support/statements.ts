import { AsyncLocalStorage } from 'node:async_hooks';
import { Client } from 'pg';
import { vi } from 'vitest';

const counting = new AsyncLocalStorage<{ statements: number }>();

/**
 * The number of statements that the work sends to PostgreSQL, in everything it calls. Statements of other work that
 * runs at the same time, such as the maintenance of the queues, do not count.
 */
export async function statementsDuring(work: () => Promise<unknown>): Promise<number> {
  const { query } = Client.prototype;
  const spy = vi.spyOn(Client.prototype, 'query').mockImplementation(function (this: Client, ...args) {
    const count = counting.getStore();
    if (count !== undefined) count.statements += 1;
    return Reflect.apply(query, this, args);
  });
  const count = { statements: 0 };
  try {
    await counting.run(count, work);
    return count.statements;
  } finally {
    spy.mockRestore();
  }
}
