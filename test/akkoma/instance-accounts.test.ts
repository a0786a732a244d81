import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { noting } from '../../bench/statements.ts';
import { accountsOf } from '../../src/akkoma/lookup/instance-accounts.ts';
import { suggestHosts } from '../../src/akkoma/lookup/suggest-hosts.ts';
import { suggestNicknames } from '../../src/akkoma/lookup/suggest-nicknames.ts';
import { ownDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';

test('among many accounts, those of an instance and suggestions are found by an index', async () => {
  const { url, client } = await ownDatabase('3.19');
  await client.query(
    `insert into users (id, nickname, ap_id, bio, local, inserted_at, updated_at)
     select gen_random_uuid(), 'person' || n || '@host' || n % 200 || '.example', 'https://server' || n % 200 || '.example/' || n,
       'x', false, now(), now()
     from generate_series(1, 20000) n`,
  );
  await client.query('vacuum analyze users');
  const { database, dependencies } = performOn(url);
  const { instance } = dependencies;
  const em = database.em.fork();
  const accounts = (host: string, includeSubdomains: boolean) =>
    sql`select u.id from users u where ${accountsOf(instance, 'u', { host, includeSubdomains })}`.execute(
      em.getKysely(),
    );

  const sent = await noting(async () => {
    expect((await accounts('host7.example', false)).rows).toHaveLength(100);
    expect((await accounts('server7.example', true)).rows).toHaveLength(100);
    await suggestHosts(em, instance, 'server7');
    await suggestNicknames(em, instance, 'person7@server7.example');
  });

  for (const { text, values } of sent.filter((each) => each.text.includes('users'))) {
    const { rows } = await client.query(`explain ${text}`, values);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(/Index/);
    expect(plan).not.toMatch(/Seq Scan on users/);
  }
});
