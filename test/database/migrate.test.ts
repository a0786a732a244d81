import { Client } from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { prepareTemplate } from '../../sandbox/database/template.ts';
import { akkomaWorld } from '../../sandbox/database/world.ts';
import { connect } from '../../src/database/connection/connection.ts';
import { prepareDatabase } from '../../src/setup/prepare-database.ts';

/** A database as an Akkoma instance has it, before Steward is set up. */
async function untouchedInstance(): Promise<Client & { url: string }> {
  const { maintenanceUrl } = inject('template');
  const database = await prepareTemplate({ maintenanceUrl, world: akkomaWorld });
  const client = Object.assign(new Client({ connectionString: database.url }), { url: database.url });
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    await database.drop();
  });
  return client;
}

/**
 * Everything that the catalogue knows of schema public: relations, columns, defaults, constraints, indexes, triggers,
 * routines.
 */
async function catalogue(client: Client): Promise<unknown[]> {
  const { rows } = await client.query(`
    with namespace as (select oid from pg_namespace where nspname = 'public')
    select 'relation' as kind, c.relname as of, concat_ws(' ', c.relkind, c.relpersistence, c.relowner::regrole, c.relacl::text, c.reloptions::text) as what
      from pg_class c join namespace n on n.oid = c.relnamespace
    union all
    select 'column', c.relname, concat_ws(' ', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attisdropped, pg_get_expr(d.adbin, d.adrelid))
      from pg_attribute a join pg_class c on c.oid = a.attrelid join namespace n on n.oid = c.relnamespace
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attnum > 0
    union all
    select 'constraint', conname, pg_get_constraintdef(k.oid) from pg_constraint k join namespace n on n.oid = k.connamespace
    union all
    select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
    union all
    select 'trigger', t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled) from pg_trigger t join pg_class c on c.oid = t.tgrelid
      join namespace n on n.oid = c.relnamespace where not t.tgisinternal
    union all
    select 'routine', p.proname, md5(p.prosrc) || pg_get_function_identity_arguments(p.oid) from pg_proc p join namespace n on n.oid = p.pronamespace
    union all
    select 'type', t.typname, t.typtype::text from pg_type t join namespace n on n.oid = t.typnamespace
    order by 1, 2, 3`);
  return rows;
}

test('migrating a database with Akkoma in it changes nothing in schema public', async () => {
  const client = await untouchedInstance();
  const before = await catalogue(client);
  expect(before.length).toBeGreaterThan(500);

  const applied = await prepareDatabase(client.url);

  expect(applied.length).toBeGreaterThan(0);
  expect(await catalogue(client)).toEqual(before);
  const { rows } = await client.query(
    `select table_name from information_schema.tables where table_schema = 'steward' order by 1`,
  );
  expect(rows.map(({ table_name }) => table_name)).toEqual([
    'actions',
    'audit_channels',
    'audit_log',
    'batches',
    'changes',
    'days',
    'digests',
    'drafts',
    'interactions',
    'lock',
    'migrations',
    'notes',
    'pauses',
    'pending_accounts',
    'pending_undos',
    'queue_cards',
    'queue_cursors',
    'queue_items',
    'refreshes',
    'refusals',
    'staff_links',
    'votes',
  ]);
});

test('a second migration has nothing to do', async () => {
  const client = await untouchedInstance();
  await prepareDatabase(client.url);

  expect(await prepareDatabase(client.url)).toEqual([]);
});

test('migrations that are started at the same time wait for each other, and each succeeds', async () => {
  const client = await untouchedInstance();

  const applied = await Promise.all([1, 2, 3, 4].map(() => prepareDatabase(client.url)));

  expect(applied.filter(({ length }) => length > 0)).toHaveLength(1);
  expect(await prepareDatabase(client.url)).toEqual([]);
});

test('requests that waited forever under the previous version expire with their secrets', async () => {
  const client = await untouchedInstance();
  const database = connect(client.url, 'steward-test');
  onTestFinished(() => database.close());
  await database.migrator.up({ to: '20261123-first' });
  await client.query(`
    insert into steward.actions (operation, args, reason, tier, state, requester_id, requester_name, source, plan, fingerprint)
    values ('user.new', '{"email":"lain@mail.example"}', 'asked', 'sensitive', 'proposed', '7', 'ada', 'discord', '{}', 'x'),
      ('user.rm', '{"nickname":"bob"}', null, 'destructive', 'done', '7', 'ada', 'discord', '{}', 'x')`);

  await prepareDatabase(client.url);

  const { rows: actions } = await client.query(
    'select state, args, drawn = revision as settled from steward.actions order by id',
  );
  expect(actions).toEqual([
    { state: 'expired', args: {}, settled: true },
    { state: 'done', args: { nickname: 'bob' }, settled: false },
  ]);
  const { rows: entries } = await client.query(
    'select event, action_id::integer, actor_name, source, reason, steward.verify_audit_log() as broken from steward.audit_log',
  );
  expect(entries).toEqual([
    {
      event: 'action.expired',
      action_id: 1,
      actor_name: 'Steward',
      source: 'system',
      reason: 'asked',
      broken: null,
    },
  ]);
});

test('people of the console keep what they have requested, approved and locked under their new ids', async () => {
  const client = await untouchedInstance();
  const database = connect(client.url, 'steward-test');
  onTestFinished(() => database.close());
  await database.migrator.up({ to: '20261130-messages' });
  await client.query(`
    insert into steward.actions (operation, args, tier, state, requester_id, requester_name, source, plan, fingerprint)
    values ('user.rm', '{}', 'destructive', 'proposed', 'system:mo', 'mo', 'console', '{}', 'x'),
      ('user.tag', '{}', 'routine', 'done', 'system:steward', 'steward', 'console', '{}', 'x'),
      ('staff.pause', '{}', 'routine', 'done', 'system:steward', 'Steward', 'system', '{}', 'x'),
      ('action.undo_all', '{"by":"system:mo","since":"2h"}', 'destructive', 'proposed', '7', 'ada', 'discord', '{}', 'x');
    insert into steward.votes (action_id, voter_id, voter_name, vote)
    values (4, 'system:mo', 'mo', 'approve'), (4, '8', 'ivan', 'approve');
    insert into steward.lock (action_id, locked_by_id, locked_by_name, reason) values (1, 'system:mo', 'mo', 'haste');
    insert into steward.staff_links (discord_id, discord_name, user_id, nickname, linked_by_id, linked_by_name)
    values ('9', 'eve', gen_random_uuid(), 'eve', 'system:mo', 'mo');
    insert into steward.audit_log (event, action_id, actor_id, actor_name, source, command, args, detail)
    values ('action.proposed', 1, 'system:mo', 'mo', 'console', 'user.rm', '{}', '{}')`);
  const ids = async () =>
    (
      await client.query(`select (select array_agg(requester_id order by id) from steward.actions) as requesters,
        (select args ->> 'by' from steward.actions where id = 4) as undone,
        (select array_agg(voter_id order by voter_id) from steward.votes) as voters,
        (select locked_by_id from steward.lock) as locked, (select linked_by_id from steward.staff_links) as linked,
        (select actor_id from steward.audit_log) as logged, steward.verify_audit_log() as broken`)
    ).rows[0];
  const before = await ids();

  await prepareDatabase(client.url);

  expect(await ids()).toEqual({
    requesters: ['console:mo', 'console:steward', 'system:steward', '7'],
    undone: 'console:mo',
    voters: ['8', 'console:mo'],
    locked: 'console:mo',
    linked: 'console:mo',
    logged: 'system:mo',
    broken: null,
  });
  await database.migrator.down({ to: '20261130-messages' });
  expect(await ids()).toEqual(before);
});

test('a database of the previous version is migrated with all of its data, and back', async () => {
  const client = await untouchedInstance();
  const database = connect(client.url, 'steward-test');
  onTestFinished(() => database.close());
  await database.migrator.up({ to: '20261124-team' });
  await client.query(`
    insert into steward.actions (operation, args, tier, state, requester_id, requester_name, source, plan, fingerprint)
    values ('user.rm', '{}', 'destructive', 'proposed', '7', 'ada', 'discord', '{}', 'x');
    insert into steward.audit_log (event, action_id, actor_id, actor_name, source, command, args, detail)
    values ('action.proposed', 1, '7', 'ada', 'discord', 'user.rm', '{}', '{}'),
      ('command.refused', null, '8', 'eve', 'discord', 'user.rm', '{}', '{}')`);
  const kept = async () =>
    (
      await client.query(
        `select state, (select count(*)::integer from steward.audit_log) as entries,
           steward.verify_audit_log() as broken, to_regclass('steward.lock') is not null as lockable
         from steward.actions`,
      )
    ).rows;

  expect(await prepareDatabase(client.url)).toEqual([
    '20261125-restraints',
    '20261129-decided-later',
    '20261129-refreshes',
    '20261129-batches',
    '20261130-mentions',
    '20261130-messages',
    '20261130-console-people',
    '20261130-refusals',
    '20261130-fixed-actions',
    '20261130-search-paths',
    '20261201-days',
    '20261201-notes',
    '20261202-queue-cards',
    '20261203-named-accounts',
  ]);
  expect(await kept()).toEqual([{ state: 'proposed', entries: 2, broken: null, lockable: true }]);
  await database.migrator.down({ to: '20261124-team' });
  expect(await kept()).toEqual([{ state: 'proposed', entries: 2, broken: null, lockable: false }]);
});
