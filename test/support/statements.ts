import { Client } from 'pg';
import { vi } from 'vitest';
import { queuesOpened } from './connections.ts';

/** How many statements this process sends to PostgreSQL, whoever sends them, while something is done. */
export async function statementsDuring(work: () => Promise<unknown>): Promise<number> {
  await queuesOpened();
  const query = vi.spyOn(Client.prototype, 'query');
  try {
    await work();
    return query.mock.calls.length;
  } finally {
    query.mockRestore();
  }
}
