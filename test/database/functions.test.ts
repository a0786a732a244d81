import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/database/connection/connection.ts';
import { functionsIn } from '../../src/database/functions/compare.ts';
import { ownDatabase } from '../support/database.ts';

/**
 * Creates a schema `twins` with a twin of nearly every function and operator of `pg_catalog` that works with the types
 * of Steward's functions. Each twin fails.
 */
const twins = `
create schema twins;
do $do$
declare
  each record;
  types constant oid[] := array['text', 'int4', 'int8', 'numeric', 'jsonb', 'uuid', 'bytea', 'timestamptz', 'bool']::regtype[]::oid[];
begin
  for each in
    select proname, proargtypes, pg_get_function_identity_arguments(oid) as args, pg_get_function_result(oid) as result from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace and prokind = 'f' and types @> array[prorettype] and types @> proargtypes::oid[]
      and pronargs > 0 and provariadic = 0
  loop
    execute format('create function twins.%I(%s) returns %s immutable language plpgsql as $f$ begin raise exception ''a twin of %s ran''; end $f$',
      each.proname, each.args, each.result, each.proname);
  end loop;
  for each in
    select oprname, oprleft::regtype as l, oprright::regtype as r, proname from pg_operator join pg_proc on pg_proc.oid = oprcode
    where oprnamespace = 'pg_catalog'::regnamespace and types @> array[oprleft, oprright, oprresult] and oprleft <> 0
      and to_regprocedure(format('twins.%I(%s, %s)', proname, oprleft::regtype, oprright::regtype)) is not null
  loop
    execute format('create operator twins.%s (leftarg = %s, rightarg = %s, function = twins.%I)', each.oprname, each.l, each.r, each.proname);
  end loop;
end
$do$`;

const calls = `
  select steward.flake_at(1700000000000, '0123456789ab', 65537)::text as at,
    steward.flake_text('0000018b-cfe5-6801-0123-456789ab0001') as long, steward.flake_text('00000000-0000-0000-0000-000000000007') as short,
    steward.compact_json('{"b": [1, {"z": {}}, []], "a": {"é": "x y", "c": null}}') as json`;

test('functions run the same code in any search path', async () => {
  const { client } = await ownDatabase();
  const { rows: expected } = await client.query(calls);
  expect(expected).toEqual([
    {
      at: '0000018b-cfe5-6801-0123-456789ab0001',
      long: expect.stringMatching(/^[0-9A-Za-z]{18}$/),
      short: '7',
      json: '{"a":{"c":null,"é":"x y"},"b":[1,{"z":{}},[]]}',
    },
  ]);
  await client.query(twins);
  await client.query('set search_path = twins, pg_catalog, public');
  await expect(client.query(`select 'a'::text || 'b'::text`)).rejects.toThrow('a twin of textcat ran');
  await expect(client.query(`select replace('a'::text, 'b'::text, 'c'::text)`)).rejects.toThrow(
    'a twin of replace ran',
  );

  expect((await client.query(calls)).rows).toEqual(expected);
  await client.query(`
    insert into steward.audit_log (event, actor_id, actor_name, source, command, args, detail)
    values ('command.refused', '7', 'ada', 'discord', 'user.rm', '{}', '{}')`);
  await expect(client.query('delete from steward.audit_log')).rejects.toThrow('The audit log is append-only');
  expect((await client.query('select steward.verify_audit_log() as broken')).rows).toEqual([
    { broken: null },
  ]);
});

test('the record of the functions and triggers is that of the migrations; "vitest -u" writes it anew', async () => {
  const { url } = await ownDatabase();
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());

  const made = await functionsIn(database);

  expect(Object.keys(made)).toContain('function steward.flake_text(uuid)');
  expect(Object.keys(made)).toContain('trigger append_only on steward.audit_log');
  await expect(`${JSON.stringify(made, null, 2)}\n`).toMatchFileSnapshot(
    '../../src/database/functions/recorded.json',
  );
});
