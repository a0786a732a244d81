import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { addressFor } from '../../sandbox/database/role.ts';
import { connect } from '../../src/database/connection/connection.ts';
import { grantsSql } from '../../src/database/rights/grants-sql.ts';
import { clock } from '../../src/doctor/database.ts';
import { plain } from '../../src/text/text.ts';
import { ownDatabase, ownersAddress, type TestDatabase } from '../support/database.ts';
import { consoleOn, findings } from './findings.ts';

afterEach(() => vi.useRealTimers());

test.for([
  ['port', { port: '9' }, /nothing listens at the host and port/],
  ['host', { hostname: 'nowhere.invalid' }, /the host of DATABASE_URL was not found/],
  ['role', { username: 'stranger' }, /refuses the login/],
  ['database', { pathname: '/nowhere' }, /no database with the name/],
] as const)('an unreachable database is reported by its %s', async ([, wrong, said]) => {
  const { url } = await ownDatabase();
  const spoilt = Object.assign(new URL(url), wrong);

  const { Database: found, Migrations: next } = await findings(consoleOn(spoilt.href));

  expect(found).toMatchObject({
    status: 'failed',
    said: expect.stringMatching(said),
    mend: expect.stringMatching(/\.$/),
  });
  expect(next).toMatchObject({ status: 'skipped', said: expect.stringContaining('"Database"') });
});

test('a missing table or column is named, with the commands that will fail for it', async () => {
  const { url, client } = await ownDatabase();
  await client.query('alter table user_invite_tokens rename to invites');
  await client.query('alter table push_subscriptions rename column token_id to token');

  const { 'Akkoma’s tables': found } = await findings(consoleOn(url));

  expect(found?.status).toBe('failed');
  expect(found?.said).toContain('Missing: push_subscriptions.token_id, user_invite_tokens.');
  expect(found?.said).toMatch(/\/user sign_out, .*\/invite create, .*will fail/);
});

test('without Akkoma’s moderation log only the history and undo fail, or every change where the log is enabled', async () => {
  const { url, client } = await ownDatabase();
  await client.query('alter table moderation_log rename to log');
  const saidWith = async (environment: Readonly<Record<string, string>>) =>
    (await findings({ ...consoleOn(url), ...environment }))['Akkoma’s tables']?.said;

  expect(await saidWith({})).toBe(
    'Missing: moderation_log. /user history, /action undo, /action undo_all will fail.',
  );
  expect(await saidWith({ MODERATION_LOG: 'true' })).toBe(
    'Missing: moderation_log. With MODERATION_LOG=true, every command that changes anything will fail.',
  );
});

test('additional tables and columns of a newer Akkoma are no problem', async () => {
  const { url, client } = await ownDatabase();
  await client.query('alter table users add column moon_phase text; create table moons (id int)');

  expect((await findings(consoleOn(url)))['Akkoma’s tables']?.status).toBe('ok');
});

test('a database that is not Akkoma’s is reported as one', async () => {
  const { url, client } = await ownDatabase();
  await client.query('alter table users rename to people');

  const found = await findings(consoleOn(url));

  expect(found.Akkoma).toMatchObject({
    status: 'failed',
    mend: expect.stringContaining('Akkoma’s own database'.replace('’', "'")),
  });
  expect(found.Instance?.status).toBe('skipped');
});

test('a database with accounts of another instance is reported', async () => {
  const { url } = await ownDatabase();

  const { Instance: found } = await findings({ ...consoleOn(url), INSTANCE_URL: 'https://other.test' });

  expect(found).toMatchObject({ status: 'failed', said: expect.stringContaining('https://social.test') });
});

test('pending migrations and missing queues are reported', async () => {
  const { url, client } = await ownDatabase();
  await client.query(`delete from steward.migrations where name like '%team'`);
  await client.query(`delete from steward_jobs.queue where name = 'tidy'`);

  const found = await findings(consoleOn(url));

  expect(found.Migrations).toMatchObject({
    status: 'failed',
    mend: expect.stringContaining('node src/migrate.js'),
  });
  expect(found.Migrations?.said).toContain('team');
  expect(found.Queues).toMatchObject({ status: 'failed', said: expect.stringContaining('tidy') });
});

test('a database that was never migrated is reported', async () => {
  const { url, client } = await ownDatabase();
  await client.query('drop schema steward cascade; drop schema steward_jobs cascade');

  const found = await findings(consoleOn(url));

  expect(found.Migrations?.status).toBe('failed');
  expect(found.Queues).toMatchObject({ status: 'failed', said: expect.stringContaining('does not exist') });
});

/** A role of its own in this database, with the rights that it needs. */
async function roleIn({ url, client }: TestDatabase) {
  const name = `doctor_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await client.query(`create role ${name} login password 'secret'`);
  onTestFinished(async () => {
    await client.query(`drop owned by ${name}; drop role ${name}`);
  });
  await client.query(grantsSql(name, catalogue.grants));
  return { name, url: addressFor({ name, password: 'secret' }, url) };
}

test('a role with exactly the rights that it needs is in order', async () => {
  const { url } = await ownDatabase();

  expect((await findings(consoleOn(url))).Grants).toMatchObject({ status: 'ok' });
});

test('missing rights of the role are named', async () => {
  const database = await ownDatabase();
  const { name, url } = await roleIn(database);
  await database.client.query(`
    revoke update (is_active), insert (bio) on users from ${name};
    revoke delete on oauth_tokens from ${name};
    revoke usage on sequence password_reset_tokens_id_seq from ${name};
    revoke execute on function steward.enqueue from ${name};
    revoke all on steward.votes from ${name};
    revoke delete on steward_jobs.queue from ${name}`);

  const { Grants: found } = await findings(consoleOn(url));

  expect(found).toMatchObject({ status: 'failed', mend: expect.stringContaining(`grants ${name}"`) });
  expect(found?.said).toContain(
    'lacks delete on public.oauth_tokens; insert, update on public.users; execute on steward.enqueue; insert, select on steward.votes; ',
  );
  expect(found?.said).toContain('usage on public.password_reset_tokens_id_seq');
  expect(found?.said).toContain('steward_jobs.queue');
});

const enqueue = 'function steward.enqueue(text, integer, double precision, jsonb[])';

test.for([
  [
    'with another body',
    `create or replace function steward.enqueue(kind text, attempts integer, delay double precision, jobs jsonb[])
     returns table (id bigint, worker text, queue text, priority integer, max_attempts integer, args jsonb, state text, scheduled_at timestamp)
     language plpgsql security definer as $$ begin end $$`,
  ],
  ['with the rights of its caller', `alter ${enqueue} security invoker`],
  ['of another owner', `alter ${enqueue} owner to current_user`],
  ['whose owner may not insert', 'revoke insert on oban_jobs from steward_enqueue'],
  ['that is gone', `drop ${enqueue}`],
] as const)('a function that inserts jobs %s is named, and the grants make it again', async ([, alter]) => {
  const database = await ownDatabase();
  const { name, url } = await roleIn(database);
  await database.client.query(alter);

  const { Grants: before } = await findings(consoleOn(url));
  await database.client.query(grantsSql(name, catalogue.grants));
  const { Grants: after } = await findings(consoleOn(url));

  expect(before).toMatchObject({
    status: 'failed',
    said: `The role ${name} lacks execute on steward.enqueue.`,
    mend: expect.stringContaining(`grants ${name}"`),
  });
  expect(after).toMatchObject({ status: 'ok' });
});

test('a role without any right is reported by every check, and no check crashes', async () => {
  const database = await ownDatabase();
  const { name, url } = await roleIn(database);
  await database.client.query(`
    revoke all on all tables in schema public, steward, steward_jobs from ${name};
    revoke all on schema public, steward, steward_jobs from ${name}, public`);

  const found = await findings(consoleOn(url));

  expect(found.Akkoma).toMatchObject({ status: 'failed' });
  expect(found.Migrations).toMatchObject({ status: 'failed' });
});

test.for([
  ['superuser', (name: string) => `alter role ${name} superuser`],
  ['owns Akkoma', (name: string) => `alter table users owner to ${name}`],
  ['owns Steward', (name: string) => `alter table steward.audit_log owner to ${name}`],
  ['password hashes', (name: string) => `grant select (password_hash) on users to ${name}`],
] as const)('a role with far more rights than it needs is a warning: %s', async ([words, give]) => {
  const database = await ownDatabase();
  const { name, url } = await roleIn(database);
  await database.client.query(give(name));

  const { Grants: found } = await findings(consoleOn(url));
  await database.client.query(`reassign owned by ${name} to current_user`);

  expect(found).toMatchObject({ status: 'warning', said: expect.stringContaining(words) });
});

test('a role that owns Akkoma’s tables gets the advice to create another, and not the script that would revoke its rights', async () => {
  const database = await ownDatabase();
  const { name, url } = await roleIn(database);
  await database.client.query(
    `alter table users owner to ${name}; revoke select on steward.votes from ${name}`,
  );

  const { Grants: found } = await findings(consoleOn(url));
  await database.client.query(`reassign owned by ${name} to current_user`);

  expect(found).toMatchObject({
    status: 'failed',
    said: expect.stringContaining('steward.votes'),
    mend: expect.stringMatching(/^Create a separate role for Steward/),
  });
});

test('a deadlock timeout by which Akkoma would give way as early as Steward is a warning until the script has been run', async () => {
  const database = await ownDatabase();
  const { name, url } = await roleIn(database);
  await database.client.query(`alter role ${name} reset deadlock_timeout`);

  const { Deadlocks: before } = await findings(consoleOn(url));
  await database.client.query(grantsSql(name, catalogue.grants));
  const { Deadlocks: after } = await findings(consoleOn(url));

  expect(before).toMatchObject({
    status: 'warning',
    said: expect.stringContaining("may abort Akkoma's transaction (deadlock_timeout: 1000 ms)"),
    mend: expect.stringContaining(`grants ${name}"`),
  });
  expect(after).toMatchObject({ status: 'ok' });
});

const overdue = `
  insert into oban_jobs (worker, queue, args, max_attempts, state, scheduled_at)
  values ('Pleroma.Workers.BackgroundWorker', 'background', '{}', 1, 'available', timezone('UTC', now()) - interval '20 minutes')`;

test('a queue on which Akkoma does not work is a warning, with the reason', async () => {
  const { url, client } = await ownDatabase();
  await client.query('delete from oban_jobs');
  await client.query(overdue);

  const { 'Akkoma’s job queue': found } = await findings(consoleOn(url));

  expect(found).toMatchObject({ status: 'warning', mend: expect.stringMatching(/^Start Akkoma/) });
  expect(found?.said).toMatch(
    /^Overdue jobs in oban_jobs: 1, the oldest by 20 minutes\. There is no record that Akkoma took a job/,
  );
});

test('any number of overdue jobs is told as it is', async () => {
  const { url, client } = await ownDatabase();
  await client.query('delete from oban_jobs');
  await client.query(`
    insert into oban_jobs (worker, queue, args, max_attempts, state, scheduled_at)
    select 'X', 'background', '{}', 1, 'available', timezone('UTC', now()) - interval '20 minutes'
    from generate_series(1, 12345)`);

  const { 'Akkoma’s job queue': found } = await findings(consoleOn(url));

  expect(found?.said).toMatch(/^Overdue jobs in oban_jobs: 12345, the oldest by 20 minutes\./);
});

test('a queue on which Akkoma works slowly is in order', async () => {
  const { url, client } = await ownDatabase();
  await client.query('delete from oban_jobs');
  await client.query(overdue);
  await client.query(`
    insert into oban_jobs (worker, queue, args, max_attempts, state, attempted_at)
    values ('X', 'background', '{}', 1, 'executing', timezone('UTC', now()) - interval '1 minute');
    insert into oban_peers values ('Oban', 'akkoma@here', now(), timezone('UTC', now()) + interval '5 minutes')`);

  const { 'Akkoma’s job queue': found } = await findings(consoleOn(ownersAddress(url)));

  expect(found).toMatchObject({
    status: 'ok',
    said: expect.stringContaining('took its last job 1 minute ago'),
  });
  expect(found?.said).toContain('the leader in oban_peers is akkoma@here');
});

test('clocks that disagree are a warning', async () => {
  const { url, client } = await ownDatabase();
  const database = connect(url, 'steward-test');
  onTestFinished(() => database.close());
  const began = performance.now();
  const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
  // The clock stands still from here on.
  vi.useFakeTimers({ toFake: ['Date'], now: Number(rows[0]?.now) - 60_000 });

  const found = await clock.look({ database });
  const passed = (performance.now() - began) / 1000;

  expect(found.status).toBe('warning');
  const [, seconds] =
    /^The clocks of this machine and the database differ by (\S+) seconds/.exec(plain(found.said)) ?? [];
  expect(Number(seconds)).toBeGreaterThanOrEqual(60);
  expect(Number(seconds)).toBeLessThanOrEqual(60 + passed + 0.1);
});
