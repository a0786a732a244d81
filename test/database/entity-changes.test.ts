import { sql } from 'kysely';
import { Client } from 'pg';
import { expect, test, vi } from 'vitest';
import { User } from '../../entities/akkoma/index.ts';
import { naive } from '../../src/database/change-records/journal.ts';
import { defineOperation } from '../../src/operations/index.ts';
import { resetMfa } from '../../src/operations/instance/reset-mfa.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };
const resetting = { ...request, operation: resetMfa, args: { nickname: 'frank' } };

/** Every statement that this process sends to PostgreSQL during `work`, with its parameters. */
async function sentDuring(work: () => Promise<unknown>): Promise<{ text: string; values: unknown[] }[]> {
  const query = vi.spyOn(Client.prototype, 'query');
  try {
    await work();
    const calls: unknown[][] = query.mock.calls;
    return calls.map(([statement, values]) =>
      typeof statement === 'object' && statement !== null && 'text' in statement
        ? {
            text: String(statement.text),
            values: 'values' in statement && Array.isArray(statement.values) ? statement.values : [],
          }
        : { text: String(statement), values: Array.isArray(values) ? values : [] },
    );
  } finally {
    query.mockRestore();
  }
}

test('rows that entities changed are found by their primary key', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const sent = await sentDuring(() => perform(resetting));

  const reads = sent.filter(({ text }) => /to_jsonb\(t\).*from "users" t/s.test(text));
  expect(reads).toHaveLength(2);
  await client.query('set enable_seqscan = off');
  for (const { text, values } of reads) {
    const { rows } = await client.query(`explain ${text}`, values);
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/users_pkey.*\n *Index Cond: \(id = ANY/);
  }
});

test('no secret of an account leaves the database for the comparison', async () => {
  const { url, client } = await pristineDatabase('3.13.2');
  const { perform } = performOn(url);
  await client.query(`update users set keys = 'planted key', password_hash = 'planted hash'`);

  const sent = await sentDuring(() => perform(resetting));

  expect(JSON.stringify(sent)).not.toContain('planted');
  expect(JSON.stringify(sent)).toContain('frank');
});

test('a change of nothing but a secret is recorded, without the secret', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const rehash = defineOperation({
    name: 'test.rehash',
    tier: 'routine',
    writes: {},
    undo: 'recorded',
    plan: async () => ({ target: 'frank', counts: {}, samples: [], warnings: [], facts: {} }),
    async apply({ em, now }) {
      await sql`update users set updated_at = ${naive(now)}`.execute(em.getKysely());
      const user = await em.findOneOrFail(User, { nickname: 'frank' });
      user.passwordHash = 'another hash';
      return {};
    },
  });

  await perform({ ...request, operation: rehash, args: {} });

  const { rows } = await client.query('select table_name as table, before, after from steward.changes');
  expect(rows).toEqual([{ table: 'users', before: {}, after: {} }]);
});
