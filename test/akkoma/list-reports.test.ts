import { expect, test } from 'vitest';
import { noting } from '../../bench/statements.ts';
import { listReports, readReport } from '../../src/akkoma/reports/index.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';

/** An open report by gina about frank, with one note. */
const byGina = 'BCux8pqwkPlJvp1zyy';

test('the notes of a report do not multiply it, and an older state of another program is listed', async () => {
  const { url, client } = await pristineDatabase('3.21 moderation');
  await client.query(
    `insert into report_notes (user_id, activity_id, content, inserted_at, updated_at)
     select user_id, activity_id, 'again', now(), now() from report_notes, generate_series(1, 4) where content like 'watching%'`,
  );
  const { database, dependencies } = performOn(url);

  const found = await listReports(database.em.fork(), dependencies.instance, {}, {}, 5);

  expect(found.map(({ id }) => id)).toHaveLength(5);
  expect(new Set(found.map(({ id }) => id)).size).toBe(5);
  const all = await listReports(database.em.fork(), dependencies.instance, {}, {}, Number.POSITIVE_INFINITY);
  expect(all.find(({ id }) => id === byGina)).toMatchObject({ notes: 5, posts: 2, open_about: 3 });
});

test('a report whose object is no list, or lacks everything, is read', async () => {
  const { url, client } = await pristineDatabase('3.21 moderation');
  await client.query(
    `update activities set data = '{"type": "Flag", "id": "https://social.test/activities/odd", "object": "https://social.test/users/frank"}'
     where data ->> 'type' = 'Flag' and data ->> 'actor' like '%/gina'`,
  );
  const { database, dependencies } = performOn(url);

  const report = await readReport(database.em.fork(), dependencies.instance, byGina);

  expect(report).toMatchObject({ state: '', why: '', posts: 0, reported: [], about: { name: 'frank' } });
});

test.for(['3.13.2', '3.21'] as const)(
  'among many activities of %s, the reports are found by their type, and the rest by other indexes',
  async (release) => {
    const { url, client } = await ownDatabase(`${release} moderation`);
    // The triggers would count each of them.
    await client.query('alter table activities disable trigger user');
    await client.query(
      `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
       select gen_random_uuid(), jsonb_build_object('id', 'https://far.example/activities/' || n, 'type', 'Create',
         'actor', 'https://far.example/users/' || n % 99, 'object', 'https://far.example/objects/' || n,
         'context', 'https://far.example/contexts/' || n),
         'https://far.example/users/' || n % 99, '{}', now(), now() from generate_series(1, 20000) n`,
    );
    await client.query(
      `insert into objects (data, inserted_at, updated_at)
       select jsonb_build_object('id', 'https://far.example/objects/' || n, 'type', 'Note',
         'actor', 'https://far.example/users/' || n % 99), now(), now() from generate_series(1, 5000) n`,
    );
    await client.query('analyze');
    const { database, dependencies } = performOn(url);
    const plans: string[] = [];

    const sent = await noting(async () => {
      const { instance } = dependencies;
      const about = { addresses: ['https://social.test/users/frank'] };
      await listReports(database.em.fork(), instance, {}, {}, 21);
      await listReports(database.em.fork(), instance, { states: ['open'], about }, {}, 21);
      await readReport(database.em.fork(), instance, byGina);
    });
    for (const { text, values } of sent.filter((each) => /activities/.test(each.text))) {
      const { rows } = await client.query(`explain ${text}`, values);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    }

    expect(plans).toHaveLength(4);
    expect(plans.join('\n')).not.toMatch(
      /Seq Scan on (activities|objects)|activities_pkey on activities flag/,
    );
    expect(plans.join('\n')).toMatch(/activities_(context|type)_index/);
  },
);
