import type { Client } from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { flakeIdFromUuid } from '../../entities/types/flake-id-text.ts';
import { countEarlier, listActions, listActionsOn, readAccountHistory } from '../../src/actions/index.ts';
import type { RecordedAccount } from '../../src/akkoma/lookup/recorded-account.ts';
import { connect, type Database } from '../../src/database/connection/connection.ts';
import { testDatabase } from '../support/database.ts';
import { instanceWith } from '../support/instance.ts';
import { rowsRead } from '../support/rows-read.ts';

const count = 100_000;
const database = testDatabase();
let orm: Database;
let lain: RecordedAccount;

const uuidOf = (n: string) => `('000001a2-0000-0000-0000-' || lpad(${n}::text, 12, '0'))::uuid`;

/**
 * A hundred thousand actions on other accounts, each with its changes and its note, and four old ones on lain: on her,
 * on two accounts, on her instance, and a note.
 */
async function manyRecords(client: Client, uuid: string): Promise<void> {
  const id = flakeIdFromUuid(uuid);
  await client.query(
    `insert into steward.actions (operation, args, tier, state, requester_id, requester_name, source, plan, fingerprint,
       outcome, proposed_at)
     select case when n = 4 then 'user.note' when n % 10 = 3 then 'signup.approve' else 'user.tag' end, '{}', 'routine',
       'done', '7', 'mo', 'discord',
       case n when 1 then jsonb_build_object('target', 'lain', 'facts', jsonb_build_object('id', $1::text))
         when 2 then jsonb_build_object('target', 'social.test', 'facts', '{}'::jsonb)
         when 3 then jsonb_build_object('target', 'kim and 7 others', 'facts', jsonb_build_object('accounts', array['other', $1::text]))
         else jsonb_build_object('target', 'account' || n, 'facts', jsonb_build_object('id', steward.flake_text(${uuidOf('n')}))) end,
       '', case when n = 4 then '{"note": 4}'::jsonb end, timestamptz '2026-01-01' + n * interval '5 minutes'
     from generate_series(1, ${count}) n`,
    [id],
  );
  await client.query(
    `insert into steward.changes (action_id, table_name, key, before, after)
     select n, name, jsonb_build_object('id', case n when 2 then $1::uuid else ${uuidOf('n')} end), '{"tags": []}', '{"tags": ["x"]}'
     from generate_series(1, ${count}) n, unnest(array['users', 'objects']) as name`,
    [uuid],
  );
  await client.query(
    `insert into steward.notes (account_id, nickname, text, action_id, author_id, author_name)
     select case n when 4 then $1::uuid else ${uuidOf('n')} end, 'account' || n, 'x', n, '7', 'mo'
     from generate_series(1, ${count}) n`,
    [uuid],
  );
  await client.query('analyze steward.actions, steward.changes, steward.notes');
}

beforeAll(async () => {
  const { rows } = await database.client.query(`select id, ap_id from users where nickname = 'lain'`);
  const { id, ap_id: apId } = rows[0];
  lain = { id: flakeIdFromUuid(id), apId, target: 'lain', isStaff: false };
  await manyRecords(database.client, id);
  orm = connect(database.url, 'steward-test');
  return () => orm.close();
});

test.for<[string, () => Promise<unknown>]>([
  ['the history', async () => readAccountHistory(orm.em.fork(), instanceWith(), lain, {}, 21)],
  ['the list of actions', () => listActions(orm.em.fork(), { on: lain }, {}, 21)],
  ['the latest actions', () => listActionsOn(orm.em.fork(), lain, 5)],
  ['the count', () => countEarlier(orm.em.fork(), lain, null)],
])('%s of an account reads its records and few more', async ([, read]) => {
  for (const table of ['actions', 'changes', 'notes']) {
    const { rows, scans } = await rowsRead(database.client, table, read);
    expect(scans).not.toHaveLength(0);
    expect(scans).not.toContain('Seq Scan');
    expect(rows).toBeLessThan(50);
  }
});

test('the actions of the history are those on the account, in the order of time', async () => {
  const history = await readAccountHistory(orm.em.fork(), instanceWith(), lain, {}, 21);

  expect(history.map(({ id, kind }) => `${kind} ${id}`)).toEqual([
    'action 4',
    'action 3',
    'action 2',
    'action 1',
  ]);
});
