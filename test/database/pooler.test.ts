import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/database/connection/connection.ts';
import { migrate } from '../../src/database/migrate.ts';
import { consoleOn, findings } from '../doctor/findings.ts';
import { ownServer } from '../drills/own-server.ts';
import { runConsole } from '../support/console.ts';
import { hasPooler, startPooler } from '../support/pooler.ts';
import { proxyTo } from '../support/proxy.ts';
import { sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';

const testWithPooler = test.runIf(hasPooler());

/** What docs/install.md sets in PgBouncer. */
const lenient = { ignore_startup_parameters: 'options' };

const refusal =
  'A connection pooler is in front of the database and refuses the settings of Steward’s sessions. Nothing was changed. Set DATABASE_URL to PostgreSQL itself, or add options to ignore_startup_parameters of the pooler: see docs/install.md, "Connection poolers". For a full check, run "steward doctor".';

testWithPooler('a PgBouncer with its defaults is named, with what to set', async () => {
  const server = await ownServer();
  const pooler = await startPooler([server.url, server.ownersUrl]);
  const url = pooler.through(server.url);

  await expect(startSteward(url)).rejects.toThrow(refusal);
  expect(await runConsole(['user', 'list'], consoleOn(url))).toMatchObject({ exit: 1, err: `${refusal}\n` });
  expect((await findings(consoleOn(url))).Database).toEqual({
    status: 'failed',
    said: 'A connection pooler is in front of the database and refuses the settings of Steward’s sessions.',
    mend: 'Set DATABASE_URL to PostgreSQL itself, or add options to ignore_startup_parameters of the pooler: see docs/install.md, "Connection poolers".',
  });
});

testWithPooler(
  'the bot works through a PgBouncer in transaction mode, with its session settings',
  async () => {
    const server = await ownServer();
    const pooler = await startPooler([server.url], lenient);
    const url = pooler.through(server.url);

    const proxy = await proxyTo(url);
    const statements: string[] = [];
    proxy.watch(({ sql: statement }) => statements.push(statement));
    const { discord, logged } = await startSteward(proxy.url, { environment: { SLOW_QUERY_MS: '60000' } });
    const answerTo = async (line: string): Promise<string> =>
      sentenceOf(await (await discord.as('mo').type(line)).message());
    const answers = await Promise.all(
      ['tag lain a', 'tag bob b', 'tag dave c', 'deactivate erin'].map((line) => answerTo(`/user ${line}`)),
    );

    expect(answers.join(' ')).not.toMatch(/wrong|answer|try again/i);
    expect(await answerTo('/action undo 1')).toMatch(/^Undid action 1/);
    const run = await runConsole(['user', 'show', 'lain', '--json'], consoleOn(url));
    expect({ ...run, out: JSON.parse(run.out) }).toMatchObject({
      exit: 0,
      err: '',
      out: { nickname: 'lain' },
    });
    const found = await findings(consoleOn(url));
    expect(found.Database?.said).toMatch(/^Connected to \S+ as \S+, through a connection pooler\.$/);
    expect(found['Session settings']?.status).toBe('ok');
    const database = connect(url, 'steward-test');
    onTestFinished(() => database.close());
    const { rows } = await sql`
    select current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle,
      current_setting('timezone') as zone`.execute(database.em.fork().getKysely());
    expect(rows).toEqual([{ lock: '20s', idle: '5s', zone: 'UTC' }]);
    expect(logged.filter((line) => JSON.parse(line).level >= 40)).toEqual([]);
    // A pooler would give the registration to a connection that others use next, and pg-boss would report it as lost.
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.filter((statement) => /^listen /i.test(statement))).toEqual([]);
  },
);

testWithPooler(
  'settings that do not get through the pooler stop the start and the migration, and the doctor names them',
  async () => {
    const server = await ownServer();
    const role = new URL(server.url).username;
    const name = new URL(server.url).pathname.slice(1);
    const pooler = await startPooler([server.url, server.ownersUrl], lenient);
    const url = pooler.through(server.url);
    await server.client.query(
      `alter role ${role} in database ${name} reset lock_timeout;
     alter role ${role} in database ${name} set datestyle = 'German'`,
    );

    const said =
      'A connection pooler keeps settings of Steward’s sessions from the database: datestyle, lock_timeout.';
    const mend = `Set DATABASE_URL to PostgreSQL itself, or run the output of "steward grants" in the database as a superuser and make the pooler reconnect: see docs/install.md, "Connection poolers".`;
    await expect(startSteward(url)).rejects.toThrow(`${said} Nothing was changed. ${mend}`);
    expect(await runConsole(['user', 'list'], consoleOn(url))).toMatchObject({ exit: 1 });
    await expect(migrate(pooler.through(server.ownersUrl))).rejects.toThrow(
      /^A connection pooler keeps settings .*lock_timeout.* Set DATABASE_URL to PostgreSQL itself/,
    );
    expect((await findings(consoleOn(url)))['Session settings']).toEqual({ status: 'failed', said, mend });
    expect((await findings(consoleOn(server.url)))['Session settings']?.status).toBe('ok');

    const { out } = await runConsole(['grants', role], {});
    await server.client.query(out);
    await pooler.reconnect();
    expect((await findings(consoleOn(url)))['Session settings']?.status).toBe('ok');
  },
);

testWithPooler(
  'a login that the pooler itself refuses has the sentence of a login that PostgreSQL refuses',
  async () => {
    const server = await ownServer();
    const pooler = await startPooler([server.url], lenient);
    const said = async (parts: Partial<URL>) =>
      (await findings(consoleOn(Object.assign(new URL(pooler.through(server.url)), parts).href))).Database
        ?.said;

    expect(await said({ password: 'wrong' })).toMatch(
      /: the password is wrong, or the role .* does not exist\.$/,
    );
    expect(await said({ pathname: '/nowhere' })).toMatch(
      /no database with the name at the end of DATABASE_URL\.$/,
    );
  },
);
