import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { readCommandLine } from '../../src/console/arguments.ts';
import { promptHidden } from '../../src/console/hidden-prompt.ts';
import { runConsole } from '../support/console.ts';
import { testDatabase } from '../support/database.ts';

const read = (...words: string[]) => readCommandLine(catalogue, ['user', 'new', 'newbie', 'a@b', ...words]);

describe('a secret in the arguments', () => {
  test.for([
    [['--password', 's3cret', '--admin'], 's3cret'],
    [['--password=s3cret', '--admin'], 's3cret'],
    [['--admin', '--password=-dash'], '-dash'],
    [['--admin', '--password='], ''],
    [['--password', '--admin'], null],
    [['--admin', '--password'], null],
  ] as const)('%j: the value is read, and is no argument', ([words, value]) => {
    const { secret, raw } = read(...words);
    expect(secret).toEqual({ option: 'choose_password', flag: 'password', value });
    expect(raw).toMatchObject({ nickname: 'newbie', email: 'a@b', admin: true, choose_password: true });
    expect(Object.values(raw)).not.toContain('s3cret');
  });

  test('is not read without the flag, nor for a flag behind the end of the flags', () => {
    expect(read('--admin').secret).toBeNull();
    expect(
      readCommandLine(catalogue, ['user', 'new', '--admin', '--', '--password', 'a@b']).secret,
    ).toBeNull();
  });

  test('has a flag in place of the option, which has none of its own', () => {
    expect(() => read('--choose-password')).toThrow(/choose-password/);
    expect(() => read('--no-password')).toThrow(/no-password/);
  });

  test('has no flag in a command without a secret argument', () => {
    expect(() => readCommandLine(catalogue, ['user', 'confirm', 'lain', '--password', 'x'])).toThrow(
      /password/,
    );
  });
});

describe('the hidden prompt', () => {
  const terminal = () => {
    const shown: string[] = [];
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough();
    output.on('data', (chunk: Buffer) => shown.push(chunk.toString()));
    return { input, output, shown };
  };

  test('reads the line with its corrections, and shows nothing of it', async () => {
    const { input, output, shown } = terminal();
    const answer = promptHidden({ input, output }, 'password');
    input.write('s3crex\u007ft\r');

    expect(await answer).toBe('s3cret');
    expect(shown.join('')).toBe('Enter the password (not shown): \n');
  });

  test.for([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('%s is no answer', async ([, key]) => {
    const { input, output } = terminal();
    const answer = promptHidden({ input, output }, 'password');
    input.write(key);

    await expect(answer).rejects.toThrow(
      /No password was typed\. Nothing was changed\. Run the command again\./,
    );
  });
});

describe('the console', () => {
  const database = testDatabase('3.19');
  const environment = () => ({ DATABASE_URL: database.url, INSTANCE_URL: 'https://social.test' });

  test('refuses to ask for a secret without a terminal', async () => {
    const run = await runConsole(['user', 'new', 'newbie', 'a@b.example', '--password', '-y'], environment());

    expect(run).toMatchObject({ exit: 1, out: '' });
    expect(run.err).toMatch(
      /^Cannot ask for the password without a terminal\. Nothing was changed\..*--password VALUE/,
    );
    expect((await database.client.query(`select from users where nickname = 'newbie'`)).rowCount).toBe(0);
  });

  test('reports an invalid password along with all other errors, without repeating it', async () => {
    const password = 'p'.repeat(73);
    const run = await runConsole(
      ['user', 'new', 'bad nick!', 'a@b.example', '--password', password, '-y'],
      environment(),
    );

    expect(run).toMatchObject({ exit: 2, out: '' });
    expect(run.err).toMatch(
      /Invalid NICKNAME: use only letters .*\nInvalid --password: must have at most 72 bytes/,
    );
    expect(run.err).not.toContain(password);
  });

  test('shows the link to the person who created the account, in JSON too', async () => {
    const run = await runConsole(['user', 'new', 'linked', '', '-y', '--json'], environment());

    expect(run.exit).toBe(0);
    expect(JSON.parse(run.out)).toMatchObject({
      outcome: { nickname: 'linked', mails: 0 },
      reset_link: expect.stringMatching(
        /^https:\/\/social\.test\/api\/v1\/pleroma\/password_reset\/[\w-]{43}%3D$/,
      ),
    });
  });

  test('explains the flag', async () => {
    const { out } = await runConsole(['user', 'new', '--help'], environment());
    expect(out).toContain('--password [TEXT]');
    expect(out).not.toContain('choose');
  });
});
