import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { clientOptions } from '../../src/database/connection.ts';
import { defineOperation, tag } from '../../src/operations/index.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

async function scene() {
  const { url, client } = await pristineDatabase();
  return { client, ...performOn(url) };
}

test.for(['repeatable read', 'serializable'])(
  'acts at the same time all succeed, though the database’s own isolation is %s',
  async (isolation) => {
    const { url, client } = await ownDatabase();
    await client.query(
      `do $$ begin
         execute format('alter database %I set default_transaction_isolation = ''${isolation}''', current_database());
       end $$`,
    );
    const { perform, ready } = performOn(url);
    await ready();

    await Promise.all(
      Array.from({ length: 12 }, (_, place) =>
        perform({ ...request, operation: tag, args: { nickname: 'lain', tags: [`tag${place}`] } }),
      ),
    );

    const { rows } = await client.query(
      `select count(*)::integer as tags from users, unnest(tags) as tag where nickname = 'lain' and tag like 'tag%'`,
    );
    expect(rows).toEqual([{ tags: 12 }]);
  },
);

test.for([
  ['reads what the server has sent meanwhile', (milliseconds: number) => setTimeout(milliseconds)],
  [
    'stands still',
    async (milliseconds: number) => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    },
  ],
] as const)(
  'what a process was too slow for, in the middle of its transaction, is done again: one that %s',
  async ([, pause]) => {
    const { perform, client } = await scene();
    let tries = 0;
    const pausing = defineOperation({
      ...tag,
      name: 'test.pausing',
      async apply(writing, args: { nickname: string; tags: string[] }, plan) {
        tries += 1;
        await sql`select set_config('idle_in_transaction_session_timeout', '100', true)`.execute(
          writing.em.getKysely(),
        );
        if (tries === 1) await pause(500);
        return tag.apply(writing, args, plan);
      },
    });

    await perform({ ...request, operation: pausing, args: { nickname: 'lain', tags: ['x'] } });

    expect(tries).toBe(2);
    const { rows } = await client.query(`select state from steward.actions`);
    expect(rows).toEqual([{ state: 'done' }]);
  },
);

test('whoever stands still in the middle of a transaction holds what it has locked for 5 seconds', async () => {
  const { url, client } = await pristineDatabase();
  const still = new Client(clientOptions(url, 'steward-test'));
  still.on('error', () => undefined);
  await still.connect();
  await still.query('begin');
  await still.query(`select from users where nickname = 'lain' for update`);

  const began = performance.now();
  await client.query(`update users set note_count = note_count + 1 where nickname = 'lain'`);

  expect(performance.now() - began).toBeGreaterThan(3_000);
  await expect(still.query('commit')).rejects.toThrow();
});
