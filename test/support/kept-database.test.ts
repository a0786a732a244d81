import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { connectTo, keepDatabase } from './kept-database.ts';
import { templateOf } from './templates.ts';

const kept = async () => keepDatabase(await templateOf('3.21'));

/** The rows of some tables, and the state of the sequences. */
async function everythingIn(client: Client): Promise<unknown> {
  const { rows } = await client.query(`
    select (select jsonb_agg(u order by id) from users u) as users, (select jsonb_agg(a order by id) from activities a) as activities,
      (select jsonb_agg(j) from steward_jobs.job j) as jobs, (select jsonb_agg(a) from steward.audit_log a) as audit,
      (select jsonb_agg(s order by schemaname, sequencename) from pg_sequences s where schemaname <> 'kept') as sequences`);
  return rows;
}

test('whatever has become of the rows, the next one to open it finds them as they were', async () => {
  const database = await kept();
  const client = await database.open();
  const before = await everythingIn(client);

  await client.query(`
    update users set tags = '{x}' where nickname = 'lain';
    delete from activities where id in (select id from activities limit 3);
    insert into objects (data, inserted_at, updated_at) values ('{}', now(), now());
    insert into steward_jobs.job (name) values ('card');
    insert into steward.audit_log (event, actor_id, actor_name, source, command, args, detail)
    values ('x', '1', 'x', 'console', 'x', '{}', '{}')`);
  expect(await everythingIn(client)).not.toEqual(before);
  await database.close();

  expect(await everythingIn(await database.open())).toEqual(before);
});

test('who is still in a transaction is put out, and a session is as at first', async () => {
  const database = await kept();
  const client = await database.open();
  await client.query(`set timezone to 'Asia/Kathmandu'; begin; update users set tags = '{x}'`);
  await database.close();
  const other = await connectTo(database.url);
  const gone = new Promise((resolve) => other.on('error', resolve));
  await other.query(`begin; update users set tags = '{y}'`);

  const opened = await database.open();

  expect(String(await gone)).toMatch(/terminat/);
  const { rows } = await opened.query(
    `select current_setting('timezone') as zone, count(*) filter (where tags && '{x,y}')::integer as tagged from users`,
  );
  expect(rows).toEqual([{ zone: 'UTC', tagged: 0 }]);
});

test.for([
  ['alter table users add column more text', /ALTER TABLE public\.users/],
  ['drop table bookmarks', /DROP public\.bookmarks/],
  ['grant select on users to public', /GRANT/],
] as const)('who changes more than rows is told so: %s', async ([statement, said]) => {
  const database = await kept();
  const client = await database.open();
  await client.query(statement);

  await expect(database.close()).rejects.toThrow(said);
});

test('a temporary table changes nothing', async () => {
  const database = await kept();
  const client = await database.open();
  await client.query('create temporary table scratch (x integer); drop table scratch');

  await expect(database.close()).resolves.toBeUndefined();
});
