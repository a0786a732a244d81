import { describe, expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { databaseOf } from '../support/database.ts';
import { openTerminal } from '../support/terminal.ts';

const reason =
  'sold followers to everyone who asked, and then some more of them to people who did not ask at all';

const widest = (said: string): number => Math.max(...said.split('\n').map((line) => line.length));

describe('on a terminal, what is printed fits its width', () => {
  const database = databaseOf('3.21');
  const environment = () => ({ DATABASE_URL: database.url, INSTANCE_URL: 'https://social.test' });
  const on = (columns: number | undefined, ...words: string[]) =>
    runConsole(words, environment(), { columns });

  test('a long value is wrapped at words, in its column', async () => {
    const { out } = await on(80, 'user', 'deactivate', 'lain', '--reason', reason);

    expect(widest(out)).toBeLessThanOrEqual(80);
    expect(out).toContain(
      [
        '  Reason:                          sold followers to everyone who asked, and',
        '                                   then some more of them to people who did not',
        '                                   ask at all',
        '  Local followers removed:         3\n',
      ].join('\n'),
    );
  });

  test('where the column would be too narrow, a value stands below its name', async () => {
    const { out } = await on(34, 'user', 'deactivate', 'lain', '--reason', reason);

    expect(widest(out)).toBeLessThanOrEqual(34);
    expect(out).toContain(
      '  Reason:\n    sold followers to everyone who\n    asked, and then some more of\n',
    );
    expect(out).toContain('  Local followers removed: 3\n');
  });

  test('a table that does not fit is blocks, with whole cells', async () => {
    await on(undefined, 'user', 'deactivate', 'lain', '--reason', reason);

    const { out } = await on(40, 'action', 'list');

    expect(widest(out)).toBeLessThanOrEqual(40);
    expect(out).toMatch(/^#1\n {2}State: done\n {2}Command: user deactivate\n/m);
    expect(out.replaceAll(/\s+/g, ' ')).toContain(reason);
  });

  test('a question, an error, wrong usage and help fit too', async () => {
    const { out, err } = await on(40, 'user', 'rm', 'lain');
    const wrong = await on(40, 'user', 'deactivate', 'lain', '--nonsense');
    const help = await on(40, 'help', 'user', 'deactivate');

    expect(widest(out + err)).toBeLessThanOrEqual(40);
    expect(widest(wrong.err)).toBeLessThanOrEqual(48);
    // Usage and examples are typed, and stay on one line.
    const lines = help.out.split('\n').filter((line) => !/steward /.test(line));
    expect(widest(lines.join('\n'))).toBeLessThanOrEqual(40);
  });

  test('in a pipe, every line is whole', async () => {
    const { out } = await on(undefined, 'user', 'deactivate', 'lain', '--reason', reason);

    expect(out).toContain(`  Reason:                          ${reason}\n`);
  });

  test('a time has no fractions of a second', async () => {
    await on(undefined, 'user', 'deactivate', 'lain', '--for', '7d');

    const { out } = await on(undefined, 'action', 'show', '1');

    expect(out).toMatch(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/);
    expect(out).not.toMatch(/:\d\d\.\d/);
  });

  test('a real terminal is asked for its width', async () => {
    const words = ['user', 'deactivate', 'lain', '--reason', `'${reason}'`];
    const terminal = openTerminal(words, { ...environment(), AKKOMA_REFRESH: 'false' });

    expect(await terminal.ended).toBe(0);
    expect(terminal.said()).toContain('people who did not\r\n');
  });
});
