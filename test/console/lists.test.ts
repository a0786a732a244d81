import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { databaseOf, pristineDatabase } from '../support/database.ts';

const environmentOn = (url: string) => ({ DATABASE_URL: url, INSTANCE_URL: 'https://social.test' });

const xterm = { TERM: 'xterm-256color' };
const bold = (words: string) => `\u001b[1m${words}\u001b[22m`;
const green = (words: string) => `\u001b[32m${words}\u001b[39m`;
const yellow = (words: string) => `\u001b[33m${words}\u001b[39m`;
const red = (words: string) => `\u001b[31m${words}\u001b[39m`;

describe('a list of accounts', () => {
  const database = databaseOf('3.21');
  const list = (...terminal: [columns: number, variables?: Record<string, string>] | []) => {
    const [columns, variables = {}] = terminal;
    return runConsole(
      ['user', 'list'],
      environmentOn(database.url),
      columns === undefined ? undefined : { columns, variables },
    );
  };

  test('is a table under a heading on a terminal', async () => {
    const { exit, out, err } = await list(80);

    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const [line, blank, heading, ...rows] = out.trimEnd().split('\n');
    expect({ line, blank }).toEqual({ line: '15 accounts.', blank: '' });
    expect(heading).toMatch(/^NICKNAME +STATE +STAFF +NOTES$/);
    expect(rows).toHaveLength(15);
    const place = heading?.indexOf('STATE') ?? 0;
    expect(rows.every((row) => row[place - 1] === ' ' && row[place] !== ' ')).toBe(true);
    expect(rows.find((row) => row.startsWith('mo '))).toMatch(/^mo +active +moderator$/);
  });

  test('is rows of whole cells, separated by tabs and without heading and count, for another program', async () => {
    const { exit, out, err } = await list();

    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    const rows = out.split('\n').slice(0, -1);
    expect(rows).toHaveLength(15);
    expect(rows.every((row) => row.split('\t').length === 4)).toBe(true);
    expect(rows).toContain('mo\tactive\tmoderator\t');
  });

  test('has a bold heading and coloured states on a terminal with colours', async () => {
    const { out } = await list(80, xterm);

    expect(out).toContain(bold('NICKNAME'));
    expect(out).toContain(bold('STATE'));
    expect(out).toContain(green('active'));
    expect(out).toContain(red('deactivated'));
    expect(out).toContain(yellow('unconfirmed'));
    expect(stripVTControlCharacters(out)).toBe((await list(80)).out);
  });

  test.for([
    ['NO_COLOR is set', 80, { ...xterm, NO_COLOR: '1' }, false],
    ['NO_COLOR and FORCE_COLOR are set', 80, { ...xterm, NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['NO_COLOR is empty', 80, { ...xterm, NO_COLOR: '' }, true],
    ['the terminal is dumb', 80, { TERM: 'dumb' }, false],
    ['there is no terminal, but FORCE_COLOR is set', undefined, { FORCE_COLOR: '1' }, true],
    ['FORCE_COLOR is 0', 80, { ...xterm, FORCE_COLOR: '0' }, false],
  ] as const)('where %s, colours: %4$s', async ([, columns, variables, isColoured]) => {
    const { out } = await runConsole(['user', 'list'], environmentOn(database.url), { columns, variables });

    expect(out.includes('\u001b')).toBe(isColoured);
  });

  test('without any account says so, and gives another program no row', async () => {
    const words = ['user', 'list', '--name', 'nobody'];
    const here = await runConsole(words, environmentOn(database.url), { columns: 80 });
    const piped = await runConsole(words, environmentOn(database.url));

    expect(here).toEqual({ exit: 0, out: 'No matching accounts.\n', err: '' });
    expect(piped).toEqual({ exit: 0, out: '', err: 'No matching accounts.\n' });
  });
});

test('on a narrow terminal long cells are shortened until the lines fit, and ids and tokens never', async () => {
  const environment = environmentOn((await pristineDatabase()).url);
  const reason = 'sells followers 漢字漢字漢字 to everyone who asks';
  await runConsole(['user', 'deactivate', 'lain', '--reason', reason], environment);
  await runConsole(['user', 'tag', 'lain', 'x'], environment);
  await runConsole(['user', 'invite'], environment);

  const wide = await runConsole(['action', 'list'], environment, { columns: 200 });
  const narrow = await runConsole(['action', 'list'], environment, { columns: 100 });
  const piped = await runConsole(['action', 'list'], environment);
  const invites = await runConsole(['user', 'invites'], environment, { columns: 30 });

  expect(wide.out).toContain(reason);
  expect(wide.out).toMatch(/^ID +STATE +COMMAND +TARGET +REQUESTED BY +WHEN +REASON$/m);
  expect(wide.out).toMatch(/^#1 +done +user deactivate +lain +\S+ +\d{4}-\d\d-\d\dT\d\d:\d\dZ +sells/m);
  const rows = narrow.out.trimEnd().split('\n').slice(2);
  // A Chinese character is as wide as two letters.
  expect(
    Math.max(...rows.map((row) => row.length + (row.match(/[漢字]/g)?.length ?? 0))),
  ).toBeLessThanOrEqual(100);
  expect(rows.at(-1)).toMatch(/^#1 .*sells fol.*…$/);
  expect(piped.out).toContain(`\t${reason}\n`);
  const [{ token }] = JSON.parse((await runConsole(['user', 'invites', '--json'], environment)).out);
  expect(invites.out).toContain(token);
});

test('the other lists are tables too', async () => {
  const { url, client } = await pristineDatabase();
  const environment = environmentOn(url);
  await client.query(`update users set is_approved = false where nickname = 'dave'`);
  await runConsole(['staff', 'link', 'mo', '--person', '1084413502188232704'], environment);
  const on = (...words: string[]) => runConsole(words, environment, { columns: 120 });

  expect((await on('staff', 'list')).out).toMatch(
    /^ACCOUNT +MEMBER +STATE +LINKED BY +LINKED ON\nmo +1084413502188232704 +active staff +\S+ +\d{4}-\d\d-\d\d$/m,
  );
  expect((await on('user', 'search', 'spam3')).out).toMatch(
    /^NICKNAME +STATE +STAFF +NOTES +INSTANCE\nspam3@spam\.example +active +remote$/m,
  );
  expect((await on('user', 'list', '--name', 'dave')).out).toMatch(/^dave +awaiting approval/m);
});

test('what users chose cannot break a row, or the terminal', async () => {
  const { url } = await pristineDatabase();
  const environment = environmentOn(url);
  await runConsole(['user', 'tag', 'lain', 'x', '--reason', 'a\tb\nc\u001b[2Jd'], environment);

  const { out } = await runConsole(['action', 'list'], environment);

  expect(out.split('\n')).toHaveLength(2);
  expect(out.split('\t').at(-1)).toBe('a⟨U+0009⟩b⟨U+000A⟩c⟨U+001B⟩[2Jd\n');
});

describe('the history of an account', () => {
  const database = databaseOf('3.21');

  test('is a table with the numbers of the actions to undo', async () => {
    const { url, client } = database;
    const run = (line: string, columns = 120) => runConsole(line.split(' '), environmentOn(url), { columns });
    await run('user tag lain x');
    await run('user note lain warned');
    await client.query(
      `insert into moderation_log (data, inserted_at, updated_at)
       select jsonb_build_object('actor', jsonb_build_object('nickname', 'ada'), 'action', 'deactivate',
         'message', '@ada deactivated users: @lain',
         'subject', jsonb_build_array(jsonb_build_object('id', steward.flake_text(id), 'nickname', 'lain', 'type', 'user'))),
         '2026-11-27 10:00', '2026-11-27 10:00'
       from users where nickname = 'lain'`,
    );

    const { out } = await run('user history lain');

    const [line, , heading, ...rows] = out.trimEnd().split('\n');
    expect(line).toBe('3 entries.');
    expect(heading).toMatch(/^ID +STATE +WHAT +BY +WHEN/);
    expect(rows).toEqual([
      expect.stringMatching(/^#2 +done +note 1: warned +/),
      expect.stringMatching(/^#1 +done +tag lain with x +/),
      expect.stringMatching(/^ +in Akkoma +deactivated users: @lain +ada +2026-11-27/),
    ]);
    expect((await run('action undo 1')).out).toContain('Undid action 1: tag lain with x.');
    const data = JSON.parse((await run('user history lain --json')).out);
    expect(data.map(({ kind, id }: { kind: string; id: number }) => [kind, id])).toEqual([
      ['action', 3],
      ['action', 2],
      ['action', 1],
      ['log', 1],
    ]);
  });
});
