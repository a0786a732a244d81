import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { openTerminal } from '../support/terminal.ts';

test.for([
  [['frobnicate'], 2, 'WrongUsage', 'Unknown command "frobnicate".'],
  [['user', 'deactivate'], 2, 'WrongUsage', 'Missing argument NICKNAME.'],
  [['user', 'deactivate', 'lain', '--nonsense'], 2, 'WrongUsage', 'Unknown option "--nonsense".'],
  [['wait', 'lain'], 2, 'WrongUsage', 'Invalid ACTION: use the number of an action, such as 12.'],
  [['version'], 2, 'WrongUsage', 'Unknown option "--json".'],
  [['user', 'deactivate', 'lain', '--for', 'x'], 2, 'Invalid', 'Invalid --for: must be a number and a unit'],
  [['user', 'deactivate', 'nobody'], 1, 'NotFound', 'No account nobody.'],
  [['action', 'show', '7'], 1, 'NotFound', 'No action 7. Look for it with "steward action list".'],
  [['user', 'rm', 'lain'], 1, 'Refused', 'Delete lain permanently? Cannot ask for confirmation without'],
  [['wait', '7'], 1, 'NotFound', 'No action 7.'],
] as const)(
  'with --json a fault is an object on standard output, with its kind and message: %j',
  async ([words, code, error, message]) => {
    const { url } = await pristineDatabase();

    const { exit, out, err } = await runConsole([...words, '--json'], {
      DATABASE_URL: url,
      INSTANCE_URL: 'https://social.test',
    });

    expect({ exit, err }).toEqual({ exit: code, err: '' });
    expect(JSON.parse(out)).toMatchObject({ error, message: expect.stringContaining(message) });
    expect(out.trimEnd()).not.toContain('\n');
  },
);

test('wrong usage with --json has the usage too', async () => {
  const { out } = await runConsole(['user', 'deactivate', '--json'], {});

  expect(JSON.parse(out)).toEqual({
    error: 'WrongUsage',
    message: 'Missing argument NICKNAME.',
    usage:
      'Usage: steward user deactivate NICKNAME [OPTIONS]\nRun "steward help user deactivate" for its options.',
  });
});

test('a no to a question is a fault in JSON, too', async () => {
  const { url } = await pristineDatabase();
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
  const terminal = openTerminal(['user', 'rm', 'lain', '--json'], environment);
  await expect.poll(terminal.said).toContain('Type yes to continue: ');

  terminal.type('no\r');

  expect(await terminal.ended).toBe(1);
  expect(terminal.said()).toContain('{"error":"Cancelled","message":"Cancelled. Nothing was changed."}');
});
