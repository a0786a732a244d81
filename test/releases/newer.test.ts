import type { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { createNoticeUnknown, createTidy } from '../../src/actions/index.ts';
import { resetPassword } from '../../src/operations/instance/reset-password.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { lock } from '../../src/operations/steward/lock.ts';
import { consoleOn, findings } from '../doctor/findings.ts';
import { runConsole } from '../support/console.ts';
import { databaseOf, ownDatabase } from '../support/database.ts';
import { featuresIn } from '../support/features.ts';
import { performOn, tester } from '../support/perform.ts';
import { auditLinesOf, sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';
import { trials } from './every-operation.ts';

/** A migration of an Akkoma that does not exist yet. */
const migration = 20991231000000;

const newer = (client: Client) =>
  client.query(`insert into schema_migrations (version, inserted_at) values (${migration}, now())`);

const request = { reason: null, caller: tester, interactionId: null, secret: null };
const asked = { ...request, operation: resetPassword, args: { nickname: 'lain' } };
const deactivation = {
  ...request,
  operation: deactivate,
  args: { nickname: 'lain', keep_followers: false },
};
const tagging = { ...request, operation: tag, args: { nickname: 'lain', tags: ['x'] } };

describe('an Akkoma that is newer than all known releases', () => {
  const database = databaseOf('3.21');

  test.each(trials.filter(({ name }) => name !== 'user.new'))(
    'lets $name continue, since nothing that it writes to has changed',
    async (trial) => {
      const { url, client } = database;
      await newer(client);
      if (trial.setup !== undefined) await client.query(trial.setup);
      const { perform } = performOn(url, trial.environment, await featuresIn(url));

      await trial.act(async (operation, args) => (await perform({ ...request, operation, args })).actionId);

      const { rows } = await client.query('select state from steward.actions');
      expect(rows).toEqual([{ state: expect.stringMatching(/^(done|following)$/) }]);
    },
  );

  test('is reported at the start, in /help, and once in the audit channel by any number of processes', async () => {
    const { url, client } = database;
    await newer(client);
    const { discord, logged, startReplica } = await startSteward(url, {
      environment: { AUDIT_CHANNEL_ID: '1212742078036512798' },
    });
    await startReplica();

    expect(logged.filter((line) => line.includes(`AKKOMA_CHECKED_MIGRATION=${migration}`))).toHaveLength(2);
    const help = await (await discord.as('ada').type('/help')).message();
    expect(sentenceOf(help)).toContain('newer than Steward knows');
    const told = () =>
      discord
        .as('ada')
        .messages('audit')
        .flatMap(auditLinesOf)
        .filter((line) => line.includes(String(migration)));
    await expect.poll(told).toHaveLength(1);
    const { rows } = await client.query(`select event from steward.audit_log`);
    expect(rows).toEqual([{ event: 'akkoma.unknown' }]);
  });

  test('is reported again a day later, and no more once an admin has acknowledged it', async () => {
    const { url, client } = database;
    const { dependencies } = performOn(url);
    const events = async () => (await client.query(`select from steward.audit_log`)).rowCount;
    await createTidy(dependencies)();
    expect(await events()).toBe(0);
    await newer(client);

    // The hourly housekeeping finds the acknowledgement itself.
    await createTidy(dependencies)();
    await createTidy(dependencies)();
    expect(await events()).toBe(1);
    const aDayPasses = `set session_replication_role = replica;
      update steward.audit_log set at = at - interval '25 hours'; reset session_replication_role`;
    await client.query(aDayPasses);
    await createTidy(dependencies)();
    expect(await events()).toBe(2);

    const checked = performOn(url, { AKKOMA_CHECKED_MIGRATION: String(migration) }, await featuresIn(url));
    await client.query(aDayPasses);
    await createNoticeUnknown(checked.dependencies)();
    expect(await events()).toBe(2);
  });

  test('is a warning of the doctor, which says how to continue', async () => {
    const { url, client } = database;
    await newer(client);

    const { Akkoma: found } = await findings(consoleOn(url));

    expect(found).toMatchObject({
      status: 'warning',
      said: expect.stringMatching(/20991231000000.*changed: none/),
      mend: expect.stringContaining(`AKKOMA_CHECKED_MIGRATION=${migration}`),
    });
    const checked = await findings({ ...consoleOn(url), AKKOMA_CHECKED_MIGRATION: String(migration) });
    expect(checked.Akkoma?.status).toBe('ok');
  });
});

describe('where such an Akkoma has changed a table', () => {
  test('an insert into it is refused with the reason; all else continues, and the insert too once an admin has acknowledged it', async () => {
    const { url, client } = await ownDatabase('3.21');
    await newer(client);
    await client.query(`alter table password_reset_tokens add column purpose text`);
    const { perform } = performOn(url, {}, await featuresIn(url));

    await expect(perform(asked)).rejects.toThrow(
      /password_reset_tokens \(column purpose is new\).*AKKOMA_CHECKED_MIGRATION=20991231000000/,
    );
    await perform(deactivation);

    const looked = { AKKOMA_CHECKED_MIGRATION: String(migration) };
    await performOn(url, looked, await featuresIn(url)).perform(asked);
    const { rows } = await client.query('select operation, state from steward.actions order by id');
    expect(rows).toEqual([
      { operation: 'user.deactivate', state: 'done' },
      { operation: 'user.reset_password', state: 'done' },
    ]);
  });

  test.each([
    [
      'trigger',
      `create function watch() returns trigger language plpgsql as $$ begin return new; end $$;
      create trigger watch before update on users for each row execute function watch()`,
      /users \(trigger watch is new\)/,
    ],
    [
      'check',
      'alter table users add constraint sane check (note_count < 1000000)',
      /users \(constraint sane is new\)/,
    ],
    [
      'type',
      'alter table users alter column is_active drop default',
      /users \(column is_active has changed\)/,
    ],
    [
      'reference',
      'create table pets (activity_id uuid references activities (id))',
      /activities \(reference pets pets_activity_id_fkey is new\)/,
    ],
  ])('by a %s, the affected commands are refused, and reading continues', async (_, change, words) => {
    const { url, client } = await ownDatabase('3.21');
    await newer(client);
    await client.query(change);
    const { perform } = performOn(url, {}, await featuresIn(url));

    await expect(perform(deactivation)).rejects.toThrow(words);

    expect(await runConsole(['user', 'show', 'lain'], consoleOn(url))).toMatchObject({ exit: 0 });
    expect(await runConsole(['user', 'list'], consoleOn(url))).toMatchObject({ exit: 0 });
  });

  test('by a dropped column, accounts are still found and changed', async () => {
    const { url, client } = await ownDatabase('3.21');
    await newer(client);
    await client.query('alter table users drop column mascot, drop column show_role');
    const { perform } = performOn(url, {}, await featuresIn(url));

    expect(await runConsole(['user', 'show', 'lain'], consoleOn(url))).toMatchObject({ exit: 0 });
    await expect(perform(tagging)).rejects.toThrow(/column mascot is missing/);
  });
});

test('a reversal waits while the tables do not fit, and runs once an admin has acknowledged them', async () => {
  const { url, client } = await ownDatabase('3.21');
  const ways = performOn(url);
  const { actionId } = await ways.perform({ ...deactivation, args: { ...deactivation.args, for: '7d' } });
  await client.query(`update steward.actions set reverses_at = now() where id = ${actionId}`);
  await newer(client);
  await client.query('alter table notifications add column mood text');
  const unfit = performOn(url, {}, await featuresIn(url));

  await expect(unfit.reverse({ action: actionId })).rejects.toThrow(/notifications \(column mood is new\)/);

  const due = async () =>
    (
      await client.query(
        `select state, reverses_at is not null as due from steward.actions where id = ${actionId}`,
      )
    ).rows[0];
  expect(await due()).toEqual({ state: 'done', due: true });
  const looked = { AKKOMA_CHECKED_MIGRATION: String(migration) };
  await performOn(url, looked, await featuresIn(url)).reverse({ action: actionId });
  expect((await due()).state).toBe('undone');
});

test('a lock is possible after any change, with the moderation log enabled too', async () => {
  const { url, client } = await ownDatabase('3.21');
  await newer(client);
  await client.query('alter table moderation_log add column mood text');
  const { perform } = performOn(url, { MODERATION_LOG: 'true' }, await featuresIn(url));

  await expect(perform(tagging)).rejects.toThrow(/moderation_log \(column mood is new\)/);
  await perform({ ...request, operation: lock, args: {}, reason: 'something is wrong' });

  expect((await client.query('select from steward.lock')).rowCount).toBe(1);
});

test.each([
  ['older', 'delete from schema_migrations'],
  ['Pleroma', `update schema_migrations set version = ${migration} where version = 20240425120000`],
])('the tables of another program (%s) are refused at the start, in one sentence', async (_, statement) => {
  const { url, client } = await ownDatabase('3.13.2');
  await client.query(statement);

  const refused = await runConsole(['user', 'list'], consoleOn(url));

  expect(refused).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/older than 3\.13.*Pleroma.*start Steward again/),
  });
  expect((await findings(consoleOn(url))).Akkoma?.status).toBe('failed');
});

test('without the right to read migrations, the grants are named', async () => {
  const { url, client } = await ownDatabase('3.21');
  await client.query(`revoke all on schema_migrations from ${new URL(url).username};
    revoke select (version) on schema_migrations from ${new URL(url).username}`);

  expect(await runConsole(['user', 'list'], consoleOn(url))).toMatchObject({
    exit: 1,
    err: expect.stringContaining('public.schema_migrations'),
  });
  expect((await findings(consoleOn(url))).Akkoma).toMatchObject({
    status: 'failed',
    mend: expect.stringContaining('grants'),
  });
});
