import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { consoleScene } from '../support/console-scene.ts';

test.for([
  ['--json', 'user', 'show', 'lain'],
  ['user', '--json', 'show', 'lain'],
  ['user', 'show', '--json', '--', 'lain'],
  ['--json', 'user', 'show', '--', 'lain'],
])('options may stand before the command: %j', async (words) => {
  const { run } = await consoleScene();

  const { exit, out } = await run(...words);

  expect(exit).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ nickname: 'lain' });
});

test('help and the version may be asked for anywhere', async () => {
  const version = { exit: 0, out: 'steward 0.1.0\n', err: '' };

  expect(await runConsole(['-V'], {})).toEqual(version);
  expect(await runConsole(['--version'], {})).toEqual(version);
  expect((await runConsole(['--help', 'user', 'deactivate'], {})).out).toMatch(/^Deactivate an account/);
  expect((await runConsole(['-h', 'wait'], {})).out).toContain('Usage: steward wait ACTION');
});

test.for([
  [['--json'], 'Missing command.'],
  [['-y'], 'Missing command.'],
  [['--versoin'], 'Unknown option "--versoin". Did you mean "--version"?'],
  [['--nonsense', 'user', 'list'], 'Unknown option "--nonsense".'],
] as const)('options without a command, or unknown ones, are wrong usage: %j', async ([words, said]) => {
  const { exit, out, err } = await runConsole(words, {});

  expect(exit).toBe(2);
  expect(`${out}${err}`).toContain(words[0] === '--json' ? JSON.stringify(said) : `${said}\n`);
});

test.for([
  [['user', 'set', 'lain', '--admin', '--no-admin'], '"--admin" and "--no-admin" contradict each other.'],
  [['user', 'set', 'lain', '--no-locked', '--locked'], '"--no-locked" and "--locked" contradict each other.'],
  [['user', 'deactivate', 'lain', '--for', '1d', '--for=2d'], '"--for" was given twice.'],
] as const)(
  'options that contradict each other are refused, and both are named: %j',
  async ([words, said]) => {
    const { run, client } = await consoleScene();

    const { exit, err } = await run(...words);

    expect(exit).toBe(2);
    expect(err.split('\n')[0]).toBe(said);
    expect((await client.query('select from steward.actions')).rowCount).toBe(0);
  },
);

test('an option that only repeats another is fine', async () => {
  const { run } = await consoleScene();

  expect(await run('user', 'set', 'lain', '--locked', '--locked', '-y', '-y')).toMatchObject({ exit: 0 });
});
