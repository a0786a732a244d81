import { expect, test } from 'vitest';
import { runConsole, runConsoleProcess } from '../support/console.ts';
import { ownDatabase, pristineDatabase } from '../support/database.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

async function consoleOn(runWords = runConsole, database = pristineDatabase) {
  const { url, client } = await database();
  const run = (...words: string[]) =>
    runWords(words, { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' });
  return { url, client, run };
}

test('a done action exits with 0, and the first line says what was done', async () => {
  const { run } = await consoleOn(runConsoleProcess);

  const { exit, out, err } = await run('user', 'deactivate', 'lain', '--reason', 'spam');

  expect(exit).toBe(0);
  expect(out.split('\n')[0]).toBe('Deactivated lain.');
  expect(out).toMatch(/Reason: +spam/);
  expect(err).toBe('');
});

test('a refused or failed action exits with 1, and one line on standard error', async () => {
  const { run } = await consoleOn(runConsoleProcess);

  const { exit, out, err } = await run('user', 'deactivate', 'nobody');

  expect({ exit, out }).toEqual({ exit: 1, out: '' });
  expect(err).toMatch(/^No account nobody\. .*\n$/);
});

test.for([
  [['frobnicate']],
  [['user', 'frobnicate']],
  [['user', 'deactivate']],
  [['user', 'deactivate', 'lain', 'bob']],
  [['user', 'deactivate', 'lain', '--nonsense']],
  [['user', 'deactivate', 'lain', '--reason']],
  [['grants', 'steward', 'another']],
  [['grants', '']],
  [['grants', '--nonsense']],
] as const)('wrong usage exits with 2, prints the right usage, and changes nothing: %j', async ([words]) => {
  const { url, client } = await pristineDatabase();
  const before = await snapshot(client);

  const { exit, out, err } = await runConsole(words, {
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
  });

  expect(exit).toBe(2);
  expect(`${out}${err}`).toContain('Usage: ');
  expect(changesBetween(before, await snapshot(client))).toEqual({});
});

test('--json prints the outcome for programs, also of a refusal', async () => {
  const { run } = await consoleOn();

  const done = await run('user', 'tag', 'lain', 'beta', '--json');
  expect(JSON.parse(done.out)).toEqual({ action: 1, outcome: { nickname: 'lain', tags: ['beta'] } });
  const refused = await run('user', 'tag', 'nobody', 'beta', '--json');
  expect(refused.exit).toBe(1);
  expect(JSON.parse(refused.out)).toMatchObject({ error: 'NotFound' });
});

test('--json prints JSON too for errors before the command begins', async () => {
  const { run, client } = await consoleOn(runConsole, ownDatabase);

  const invalid = await run('user', 'deactivate', 'two words', '--json');
  expect(invalid.exit).toBe(2);
  expect(JSON.parse(invalid.out)).toMatchObject({ error: 'Invalid' });
  const misconfigured = await runConsole(['user', 'list', '--json'], {});
  expect(misconfigured.exit).toBe(1);
  expect(JSON.parse(misconfigured.out)).toMatchObject({ error: 'Misconfigured' });
  await client.query('drop schema steward cascade');
  const unready = await run('user', 'list', '--json');
  expect(unready.exit).toBe(1);
  expect(JSON.parse(unready.out)).toMatchObject({ message: expect.stringMatching(/node src\/migrate\.js/) });
});

test('a refusal is in the audit log, without its secrets', async () => {
  const { run, client } = await consoleOn();

  const { exit } = await run('user', 'rm', 'lain', '--reason', 'spam');

  expect(exit).toBe(1);
  const { rows } = await client.query('select event, command, args, reason, source from steward.audit_log');
  expect(rows).toEqual([
    {
      event: 'command.refused',
      command: 'user.rm',
      args: { nickname: 'lain' },
      reason: 'spam',
      source: 'console',
    },
  ]);
});

test('invalid input is repeated without its control characters', async () => {
  for (const words of [
    ['user', '\u001b[2J'],
    ['user', 'deactivate', 'lain', '\u001b[2J'],
    ['user', 'deactivate', 'lain', '--\u001b[2J'],
  ]) {
    const { exit, err } = await runConsole(words, {});
    expect(exit).toBe(2);
    expect(err).toContain('⟨U+001B⟩[2J');
    expect(err).not.toContain('\u001b');
  }
});

test('options are flags with dashes, and a boolean has both forms', async () => {
  const { run, client } = await consoleOn();

  await run('user', 'deactivate', 'lain', '--keep-followers');
  await run('user', 'deactivate', 'bob', '--no-keep-followers');

  const { rows } = await client.query('select args from steward.actions order by id');
  expect(rows.map(({ args }) => args)).toEqual([
    { nickname: 'lain', keep_followers: true },
    { nickname: 'bob', keep_followers: false },
  ]);
});

test('the audit log names the user of the operating system who typed the command', async () => {
  const { run, client } = await consoleOn();

  await run('user', 'activate', 'erin');

  const { rows } = await client.query('select actor_id, source from steward.audit_log');
  expect(rows).toEqual([{ actor_id: expect.stringMatching(/^console:.+/), source: 'console' }]);
});

test('a wrong value is named as it is typed in a terminal', async () => {
  const { run } = await consoleOn();

  const { exit, out, err } = await run('user', 'deactivate', 'two words', '--for', 'ages');

  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(
    /^Invalid NICKNAME: must be one word .*\.\nInvalid --for: must be a number and a unit /,
  );
});

test('an answer names options and commands as they are typed in a terminal', async () => {
  const { run } = await consoleOn();

  await run('user', 'tag', 'lain', 'beta');
  const verified = await run('audit', 'verify');
  const none = await run('action', 'show', '12');

  expect(verified.out).toContain(' give it as --against next time');
  expect(none.err).toBe('No action 12. Look for it with "steward action list".\n');
});

test('a dry run writes nothing', async () => {
  const { run, client } = await consoleOn();
  const before = await snapshot(client);

  const { exit, out } = await run('user', 'deactivate', 'lain', '--dry-run');

  expect(exit).toBe(0);
  expect(out).toMatch(/^Deactivate lain\. Needs no approval\. Nothing was changed\.\n/);
  expect(changesBetween(before, await snapshot(client))).toEqual({});
  expect((await client.query('select from steward.actions')).rowCount).toBe(0);
});

test('the console needs the environment alone, and names what is missing there', async () => {
  const { exit, err } = await runConsole(['user', 'list'], {});

  expect(exit).toBe(1);
  expect(err).toMatch(/DATABASE_URL is missing; INSTANCE_URL is missing/);
});
