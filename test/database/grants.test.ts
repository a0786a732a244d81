import { Client, escapeIdentifier } from 'pg';
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { akkomaEntities } from '../../entities/akkoma/index.ts';
import { createRole } from '../../sandbox/database/role.ts';
import { akkomaSchema, sequenceOf } from '../../sandbox/database/schema.ts';
import type { ColumnsThere } from '../../src/database/columns-there.ts';
import { ownGrants, ownUpdates } from '../../src/database/rights/grants.ts';
import { grantsSql } from '../../src/database/rights/grants-sql.ts';
import { featuresAt, ownDatabase, testDatabase } from '../support/database.ts';
import { akkomaOrm } from '../support/orm.ts';

const { grants } = catalogue;

const database = testDatabase();

/**
 * Every right in these schemas that a role has by name or as PUBLIC, as `table.column privilege` or `table privilege`.
 */
const rights = `
  with mine as (select oid from pg_roles where rolname = $1 union select 0),
  given (what, acl) as (
    select format('%s.%s', relnamespace::regnamespace, relname), relacl from pg_class
    where relkind in ('r', 'p', 'S') and relnamespace::regnamespace::text in ('public', 'steward', 'steward_jobs')
    union all
    select format('%s.%s.%s', relnamespace::regnamespace, relname, attname), attacl
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace::regnamespace::text in ('public', 'steward', 'steward_jobs')
  )
  select what || ' ' || lower(privilege_type) as right
  from given cross join aclexplode(acl) where grantee in (select oid from mine) order by 1`;

async function rightsOf(client: Client, role: string): Promise<string[]> {
  const { rows } = await client.query<{ right: string }>(rights, [role]);
  return rows.map(({ right }) => right);
}

/** The rights that the module declares for the existing tables and columns, in the same notation. */
function promised(there: ColumnsThere): string[] {
  const isThere = (table: string, column: string) => [...(there[table] ?? []), 'ctid'].includes(column);
  const akkomas = Object.entries(grants)
    .filter(([table]) => table in there)
    .flatMap(([table, grant]) => [
      ...(['select', 'insert', 'update'] as const).flatMap((way) =>
        grant[way]
          .filter((column) => isThere(table, column))
          .map((column) => `public.${table}.${column} ${way}`),
      ),
      ...(grant.delete ? [`public.${table} delete`] : []),
      ...(grant.numbered ? [`public.${table}_id_seq usage`] : []),
    ]);
  const own = Object.entries(ownGrants).flatMap(([table, privileges]) =>
    privileges.split(', ').map((privilege) => `steward.${table} ${privilege}`),
  );
  const ownColumns = Object.entries(ownUpdates).flatMap(([table, columns]) =>
    columns.map((column) => `steward.${table}.${column} update`),
  );
  return [...akkomas, ...own, ...ownColumns];
}

test.each(['3.13.2', '3.21'] as const)(
  'the script grants exactly what the module declares: %s',
  async (akkoma) => {
    const { url, client } = await ownDatabase(akkoma);
    const granted = await rightsOf(client, inject('role').name);

    expect(granted.filter((right) => !right.startsWith('steward_jobs.'))).toEqual(
      promised(featuresAt(url).columns).toSorted(),
    );
    expect(
      new Set(granted.filter((right) => /^steward_jobs\./.test(right)).map((right) => right.split(' ')[1])),
    ).toEqual(new Set(['select', 'insert', 'update', 'delete']));
  },
);

test('the script run by a role that is no superuser grants everything but what only a superuser may', async () => {
  const [owner, role] = [await lentRole(), await lentRole()];
  const { client } = await ownDatabase();
  const warnings: (string | undefined)[] = [];
  client.on('notice', ({ message }) => warnings.push(message));
  const to = `to ${owner} with grant option`;
  await client.query(`
    grant all on schema public, steward, steward_jobs ${to};
    grant all on all tables in schema public, steward, steward_jobs ${to};
    grant all on all sequences in schema public, steward, steward_jobs ${to};
    grant all on all functions in schema public, steward, steward_jobs ${to};
    do $$ begin execute format('grant all on database %I ${to}', current_database()); end $$;
    grant steward_enqueue to ${owner} with admin option`);

  await client.query(`set role ${owner}`);
  await client.query(grantsSql(role, catalogue.grants));
  await client.query('reset role');

  expect(warnings).toEqual([
    expect.stringMatching(/^deadlock_timeout was not set/),
    expect.stringMatching(/^The settings of sessions were not set/),
  ]);
  expect(await rightsOf(client, role)).toEqual(await rightsOf(client, inject('role').name));
  expect(
    (
      await client.query(
        `select has_function_privilege($1, to_regproc('steward.enqueue')::oid, 'execute') as calls`,
        [role],
      )
    ).rows,
  ).toEqual([{ calls: true }]);
});

/** A role that is dropped when the test ends; call this before making the database in which it is granted something. */
async function lentRole(): Promise<string> {
  const { name, drop } = await createRole(inject('template').maintenanceUrl);
  onTestFinished(drop);
  return name;
}

test('every granted column is mapped, and every serial number comes from the table’s own sequence', () => {
  const { orm } = akkomaOrm(database.url);
  const mapped = new Map(
    [...orm.getMetadata().getAll().values()].map(({ tableName, props }) => [
      tableName,
      ['ctid', ...props.flatMap(({ fieldNames }) => fieldNames)],
    ]),
  );
  expect(akkomaEntities.length).toBe(mapped.size);
  for (const [table, { select, insert, update, numbered, confidential }] of Object.entries(grants)) {
    // Akkoma's list of migrations that have run is read by a plain statement, not by an entity.
    if (table === 'schema_migrations') continue;
    expect(mapped.get(table), table).toEqual(expect.arrayContaining([...select, ...insert, ...update]));
    expect([...select, ...insert, ...update], table).toEqual(
      expect.arrayContaining(Object.keys(confidential)),
    );
    if (numbered) {
      expect(akkomaSchema.tables[table]?.columns.map(sequenceOf)).toContain(`${table}_id_seq`);
    }
  }
});

describe('as that role', () => {
  let steward: Client;
  beforeAll(async () => {
    steward = new Client({ connectionString: database.url });
    await steward.connect();
    return () => steward.end();
  });

  const denied = { code: '42501' };

  test('the keys cannot be read or written where they are columns of users, before they had a table of their own', async () => {
    const first = await ownDatabase('3.13.2');
    const client = new Client({ connectionString: first.url });
    await client.connect();
    onTestFinished(() => client.end());
    for (const statement of [
      'select keys from users',
      'update users set name = keys',
      `update users set keys = 'mine'`,
      `update users set public_key = 'mine'`,
      'insert into users (id, nickname, keys) select id, nickname, keys from users returning keys',
    ]) {
      await expect(client.query(statement), statement).rejects.toMatchObject(denied);
    }
  });

  test.for([
    'select private_key from signing_keys',
    'select key from signing_keys key',
    'select password_hash from users',
    `select id from users where password_hash like '$2b$%'`,
    'select u from users u',
    'select * from users',
    'select token from password_reset_tokens',
    'select token from oauth_tokens',
    'select refresh_token from oauth_tokens',
    'select token from oauth_authorizations',
    'select token from mfa_tokens',
    'select key_auth from push_subscriptions',
    'select client_secret from apps',
    'insert into signing_keys (key_id, private_key) select key_id, private_key from signing_keys returning private_key',
    'update users set name = password_hash',
  ])('no secret can be read: %s', async (statement) => {
    await expect(steward.query(statement)).rejects.toMatchObject(denied);
  });

  test.for([
    `update signing_keys set private_key = 'mine'`,
    `update signing_keys set public_key = 'mine'`,
    'delete from signing_keys',
    `update users set nickname = 'another'`,
    `update users set ap_id = 'https://elsewhere.example'`,
    'update users set local = not local',
    'delete from users',
    'update oauth_tokens set user_id = null',
    `insert into oauth_tokens (token) values ('mine')`,
    'update user_invite_tokens set max_use = 1000',
    'update moderation_log set data = data',
    'delete from moderation_log',
  ])('nobody’s identity, session or trace can be changed: %s', async (statement) => {
    await expect(steward.query(statement)).rejects.toMatchObject(denied);
  });

  test('tables that no command uses cannot be touched', async () => {
    const others = Object.keys(akkomaSchema.tables).filter((table) => !(table in grants));
    expect(others).toEqual(
      expect.arrayContaining(['apps', 'backups', 'config', 'conversations', 'lists', 'scheduled_activities']),
    );
    const { rows } = await database.client.query(
      `select name from unnest($2::text[]) as others (name)
       where has_table_privilege($1, name, 'select, insert, update, delete, truncate, references, trigger')
         or has_any_column_privilege($1, name, 'select, insert, update, references')`,
      [inject('role').name, others],
    );
    expect(rows).toEqual([]);
    await expect(steward.query('select from config')).rejects.toMatchObject(denied);
    await expect(steward.query('select from scheduled_activities')).rejects.toMatchObject(denied);
  });

  test.for([
    ...['drop table users', 'truncate notifications', 'alter table users add column x int'],
    ...['create index on users (bio)', 'alter table activities disable trigger user'],
    ...[
      'create trigger x before update on users for each row execute function steward.refuse_audit_change()',
    ],
    ...[
      'create schema another',
      'create role another',
      'alter role current_user superuser',
      'copy users to program $$x$$',
    ],
  ])('no object of Akkoma’s or the server’s can be altered: %s', async (statement) => {
    await expect(steward.query(statement)).rejects.toMatchObject(denied);
  });

  test('nothing can be created in schema public', async ({ skip }) => {
    const { rows } = await database.client.query(
      `select current_setting('server_version_num')::integer as version`,
    );
    // Before PostgreSQL 15, PUBLIC may create there unless the owner revokes it.
    if (rows[0].version < 150_000) skip();
    await expect(steward.query('create table public.mine ()')).rejects.toMatchObject(denied);
  });

  test.for([
    ...[
      'alter table steward.audit_log disable trigger append_only',
      'drop trigger append_only on steward.audit_log',
    ],
    ...[
      'update steward.audit_log set reason = null',
      'delete from steward.audit_log',
      'truncate steward.audit_log',
    ],
    ...['set session_replication_role = replica', 'drop function steward.refuse_audit_change() cascade'],
    ...[
      'drop table steward.audit_log',
      'alter table steward.audit_log rename to another',
      'drop schema steward cascade',
    ],
    ...['update steward.changes set after = null', 'delete from steward.changes'],
    ...[
      `update steward.votes set vote = 'approve'`,
      'delete from steward.votes',
      'delete from steward.actions',
    ],
    'create or replace function steward.verify_audit_log() returns bigint language sql as $$ select null::bigint $$',
  ])('recorded entries cannot be changed or deleted: %s', async (statement) => {
    await expect(steward.query(statement)).rejects.toMatchObject(denied);
  });
});

test('when run again, the script revokes surplus grants from a role of any name', async () => {
  const { client } = await ownDatabase();
  const role = `o'dd "$$;-- ${process.pid}`;
  const quoted = escapeIdentifier(role);
  await client.query(`create role ${quoted}`);
  onTestFinished(() => client.query(`drop owned by ${quoted}; drop role ${quoted}`).then(() => undefined));
  await client.query(grantsSql(role, catalogue.grants));
  const right = await rightsOf(client, role);
  await client.query(`
    grant all on all tables in schema public, steward to ${quoted};
    grant select (private_key) on signing_keys to ${quoted};
    grant all on all sequences in schema public to ${quoted};
    grant create on schema public, steward to ${quoted};
    grant create on database ${escapeIdentifier(client.database ?? '')} to ${quoted}`);

  await client.query(grantsSql(role, catalogue.grants));

  expect(await rightsOf(client, role)).toEqual(right);
  const { rows } = await client.query(
    `select has_schema_privilege($1, 'steward', 'create') as schema,
      has_database_privilege($1, current_database(), 'create') as database`,
    [role],
  );
  expect(rows).toEqual([{ schema: false, database: false }]);
});

test.for([['users'], ['steward.audit_log']])(
  'the script revokes nothing from a role that owns %s, such as Akkoma’s own, and says so',
  async ([table]) => {
    const { client } = await ownDatabase();
    const role = `owner_${process.pid}_${Math.random().toString(36).slice(2)}`;
    await client.query(`create role ${role}`);
    onTestFinished(() =>
      client
        .query(`reassign owned by ${role} to current_user; drop owned by ${role}; drop role ${role}`)
        .then(() => undefined),
    );
    await client.query(`alter table ${table} owner to ${role}`);

    await expect(client.query(grantsSql(role, catalogue.grants))).rejects.toThrow(
      /owns tables here.*Nothing was changed/,
    );
    await client.query('rollback');

    const { rows } = await client.query(`select has_table_privilege($1, $2, 'select, update') as holds`, [
      role,
      table,
    ]);
    expect(rows).toEqual([{ holds: true }]);
  },
);

test('objects that another version of Akkoma lacks are skipped, and all else is granted', async () => {
  const { client } = await ownDatabase();
  const role = `older_${process.pid}`;
  await client.query(`create role ${role}`);
  onTestFinished(() => client.query(`drop owned by ${role}; drop role ${role}`).then(() => undefined));
  await client.query('drop table user_follows_hashtag; alter table users drop column status_ttl_days');

  await client.query(grantsSql(role, catalogue.grants));

  const { rows } = await client.query(
    `select has_column_privilege($1, 'users', 'nickname', 'select') as nickname,
      has_table_privilege($1, 'activities', 'delete') as activities,
      has_sequence_privilege($1, 'objects_id_seq', 'usage') as objects,
      has_table_privilege($1, 'steward.audit_log', 'insert') as log`,
    [role],
  );
  expect(rows).toEqual([{ nickname: true, activities: true, objects: true, log: true }]);
});
