import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { type KeptHash, verifyAuditLog } from '../../src/actions/index.ts';
import { connect } from '../../src/database/connection/connection.ts';
import { tamper, writeEntries } from '../support/audit-log.ts';
import { connectionsTo } from '../support/connections.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';

/** An audit log of seven entries, and the hash of the fifth as kept by staff. */
async function logOfSeven(database = pristineDatabase) {
  const { url, client } = await database();
  await writeEntries(client, 7);
  const { rows } = await client.query<KeptHash>(
    `select id::integer, left(encode(hash, 'hex'), 8) as hash from steward.audit_log where id = 5`,
  );
  return {
    client,
    verify: () => verifyAuditLog(connectionsTo(url).database.em, rows),
  };
}

const inFunctions = (client: Client) => client.query('select steward.verify_audit_log()::integer as id');

test('an untouched log verifies, and matches the kept hash', async () => {
  const { client, verify } = await logOfSeven();

  const found = await verify();

  expect(found).toMatchObject({
    entries: 7,
    first: { id: 1 },
    last: { id: 7 },
    broken: null,
    contradictions: [],
  });
  const { rows } = await client.query(
    `select encode(hash, 'hex') as hash from steward.audit_log where id = 7`,
  );
  expect(found.last?.hash).toBe(rows[0].hash);
});

const swapped = `
  update steward.audit_log set id = -id where id in (3, 4);
  update steward.audit_log set id = 7 + id where id in (-3, -4)`;

const putIn = `
  update steward.audit_log set id = -id where id > 3;
  update steward.audit_log set id = 1 - id where id < 0;
  insert into steward.audit_log select 4, at, event, action_id, interaction_id, actor_id, 'put in', source, command, args,
    reason, detail, hash, hash from steward.audit_log where id = 3`;

/** A forged entry that is chained as the database itself would chain it, and no entry after it. */
const forged = `
  update steward.audit_log set id = -id where id > 3;
  update steward.audit_log set id = 1 - id where id < 0;
  insert into steward.audit_log select 4, at, event, action_id, interaction_id, actor_id, 'put in', source, command, args,
    reason, detail, hash, hash from steward.audit_log where id = 3;
  update steward.audit_log set hash = steward.audit_entry_hash(audit_log) where id = 4`;

test.for([
  [
    'who did it is changed',
    `update steward.audit_log set actor_name = 'someone else' where id = 3`,
    3,
    'altered',
  ],
  ['the reason is taken out', 'update steward.audit_log set reason = null where id = 3', 3, 'altered'],
  [
    'the time is changed',
    `update steward.audit_log set at = at - interval '1 microsecond' where id = 1`,
    1,
    'altered',
  ],
  [
    'what it says is changed, and its hash with it',
    `update steward.audit_log set command = 'user.tag' where id = 3;
     update steward.audit_log set hash = steward.audit_entry_hash(audit_log) where id = 3`,
    4,
    'severed',
  ],
  ['the first is deleted', 'delete from steward.audit_log where id = 1', 2, 'gap'],
  ['one in the middle is deleted', 'delete from steward.audit_log where id = 3', 4, 'gap'],
  [
    'one in the middle is deleted, and those after it move up',
    // Renumbers by way of unused ids: no id may occur twice, and PostgreSQL updates the rows in any order.
    `delete from steward.audit_log where id = 3; update steward.audit_log set id = -id where id > 3;
     update steward.audit_log set id = -id - 1 where id < 0`,
    3,
    'altered',
  ],
  ['two are swapped', swapped, 3, 'altered'],
  ['one is put in', putIn, 4, 'altered'],
  ['one is put in with a hash that fits', forged, 5, 'altered'],
  [
    'one is put before the first',
    `insert into steward.audit_log select 0, at, event, action_id, interaction_id, actor_id, actor_name, source, command,
       args, reason, detail, previous_hash, hash from steward.audit_log where id = 1`,
    0,
    'altered',
  ],
  [
    'a hash is taken out',
    'alter table steward.audit_log alter hash drop not null; update steward.audit_log set hash = null where id = 3',
    3,
    'altered',
  ],
] as const)('%s: verification finds the first entry that does not fit', async ([, statement, id, fault]) => {
  const { client, verify } = await logOfSeven(statement.includes('alter table') ? ownDatabase : undefined);

  await tamper(client, statement);

  expect((await verify()).broken).toMatchObject({ id, fault });
  expect((await inFunctions(client)).rows[0].id).toBe(id);
});

test.for([
  ['the first is changed', `update steward.audit_log set actor_name = 'someone else' where id = 1`],
  [
    'one is put before the first',
    `insert into steward.audit_log select 0, at, event, action_id, interaction_id, actor_id, actor_name, source, command,
       args, reason, detail, previous_hash, hash from steward.audit_log where id = 1`,
  ],
] as const)('%s: verification calls no entry sound', async ([, statement]) => {
  const { client, verify } = await logOfSeven();

  await tamper(client, statement);

  expect(await verify()).toMatchObject({ entries: 0, first: null, last: null });
});

test('verification finds tampering even where the functions of the schema were rewritten too', async () => {
  const { client, verify } = await logOfSeven(ownDatabase);

  await tamper(
    client,
    `update steward.audit_log set actor_name = 'someone else' where id = 3;
     create or replace function steward.audit_entry_hash(entry steward.audit_log) returns bytea language sql immutable
       as 'select entry.hash';
     create or replace function steward.verify_audit_log() returns bigint language sql stable as 'select null::bigint'`,
  );

  expect((await verify()).broken).toMatchObject({ id: 3, fault: 'altered' });
});

/** Chains all entries from this one on again, as they are now. */
const chainedAnew = (from: number) => `
  do $$ declare entry steward.audit_log; before bytea; begin
    select hash into before from steward.audit_log where id = ${from} - 1;
    for entry in select * from steward.audit_log where id >= ${from} order by id loop
      entry.previous_hash := before;
      before := steward.audit_entry_hash(entry);
      update steward.audit_log set previous_hash = entry.previous_hash, hash = before where id = entry.id;
    end loop;
  end $$`;

test.for([
  ['the end is cut off', 'delete from steward.audit_log where id > 4', 4],
  ['the end is cut off, and life goes on', 'delete from steward.audit_log where id > 4', 9],
  ['all of it is gone', 'delete from steward.audit_log', 0],
  [
    'an entry is changed and all that follow are computed anew',
    `update steward.audit_log set actor_name = 'someone else' where id = 3; ${chainedAnew(3)}`,
    7,
  ],
] as const)('%s: the chain is whole, and the kept hash differs', async ([, statement, entries]) => {
  const { client, verify } = await logOfSeven();

  await tamper(client, statement);
  if (entries > 7) await writeEntries(client, entries - 4);

  const found = await verify();
  expect(found).toMatchObject({ entries, broken: null });
  expect(found.contradictions).toEqual([
    {
      kept: expect.objectContaining({ id: 5 }),
      found: entries < 5 ? null : expect.stringMatching(/^[0-9a-f]{64}$/),
      isOf: null,
    },
  ]);
});

test('a log longer than a batch is verified across batches', async () => {
  const { url, client } = await ownDatabase();
  await writeEntries(client, 20_003);
  const database = connect(url, 'steward-test');
  expect(await verifyAuditLog(database.em, [])).toMatchObject({ entries: 20_003, broken: null });

  await tamper(client, `delete from steward.audit_log where id = 10001`);

  expect(await verifyAuditLog(database.em, [])).toMatchObject({
    entries: 10_000,
    last: { id: 10_000 },
    broken: { id: 10_002, fault: 'gap' },
  });
  await database.close();
});
