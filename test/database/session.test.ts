import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { clientOptions } from '../../src/database/connection/connection.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

async function scene() {
  const { url, client } = await pristineDatabase();
  return { client, ...performOn(url) };
}

test.for(['repeatable read', 'serializable'])(
  'concurrent actions all succeed under the default isolation level %s of the database',
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
  'a transaction that the process was too slow for is rolled back and retried: one that %s',
  async ([, pause]) => {
    const { perform, client } = await scene();
    let tries = 0;
    const pausing: typeof tag = {
      ...tag,
      name: 'test.pausing',
      async apply(writing, args: { nickname: string; tags: string[] }, plan) {
        tries += 1;
        // Only the first time: on a machine with other work, any transaction may take a tenth of a second.
        if (tries === 1) {
          await sql`select set_config('idle_in_transaction_session_timeout', '100', true)`.execute(
            writing.em.getKysely(),
          );
          await pause(500);
        }
        return tag.apply(writing, args, plan);
      },
    };

    await perform({ ...request, operation: pausing, args: { nickname: 'lain', tags: ['x'] } });

    expect(tries).toBe(2);
    const { rows } = await client.query(`select state from steward.actions`);
    expect(rows).toEqual([{ state: 'done' }]);
  },
);

test('PostgreSQL ends a transaction that idles for 5 seconds, under any timeout of the database', async () => {
  const { url, client } = await ownDatabase();
  await client.query(
    `do $$ begin
       execute format('alter database %I set idle_in_transaction_session_timeout = 0', current_database());
     end $$`,
  );
  const session = new Client(clientOptions(url, 'steward-test'));
  await session.connect();

  const { rows } = await session.query(
    `select name, setting from pg_settings where name in ('idle_in_transaction_session_timeout', 'tcp_user_timeout') order by 1`,
  );
  await session.end();

  expect(rows).toEqual([
    { name: 'idle_in_transaction_session_timeout', setting: '5000' },
    { name: 'tcp_user_timeout', setting: '5000' },
  ]);
});
