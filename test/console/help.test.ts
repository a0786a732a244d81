import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { entriesFor } from '../../src/command/index.ts';
import { runConsole } from '../support/console.ts';

const paths = entriesFor(catalogue, () => true)
  .map(({ path }) => path)
  .filter((path) => path.includes(' '));
const own = ['wait', 'doctor', 'remove_global_commands', 'grants', 'completion', 'version', 'help'];

test.for([[], ['help'], ['--help'], ['-h']])(
  'without a command, it shows the groups, the other commands, examples and the exit codes: %j',
  async (words) => {
    const { exit, out, err } = await runConsole(words, {});

    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('Usage: steward COMMAND [ARGUMENTS] [OPTIONS]');
    for (const name of [...catalogue.groups.map(({ name }) => `${name} …`), ...own]) {
      expect(out).toMatch(new RegExp(`^  ${name} +[A-Z]`, 'm'));
    }
    expect(out).toMatch(/^ {2}steward user deactivate lain --reason spam$/m);
    expect(out).toMatch(
      /^Exit codes:\n {2}0 {2}Done, or nothing to do\n {2}1 {2}Refused.*\n {2}2 {2}Wrong usage/m,
    );
  },
);

test.for([['user'], ['help', 'user'], ['user', '--help'], ['user', '-h'], ['user', 'help']])(
  'a group shows its commands: %j',
  async (words) => {
    const { exit, out, err } = await runConsole(words, {});

    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(
      /^Manage the accounts of the instance\.\n\nUsage: steward user COMMAND \[ARGUMENTS\] \[OPTIONS\]\n/,
    );
    for (const path of paths.filter((each) => each.startsWith('user '))) {
      expect(out).toMatch(new RegExp(`^  ${path.replace('user ', '')} +[A-Z]`, 'm'));
    }
  },
);

test('a command shows what it does, how it is typed, its options and an example, in every way of asking', async () => {
  const [help, long, short, between] = await Promise.all(
    [
      ['help', 'user', 'deactivate'],
      ['user', 'deactivate', '--help'],
      ['user', 'deactivate', '-h'],
      ['user', 'deactivate', 'lain', '--help', '--reason', 'spam'],
    ].map((words) => runConsole(words, {})),
  );

  expect(help).toEqual({
    exit: 0,
    err: '',
    out: `Deactivate an account and remove its local followers.

Usage: steward user deactivate NICKNAME [OPTIONS]

Runs immediately, unless it is a dry run.
Can it be undone? Yes, with "steward action undo".

Arguments:
  NICKNAME  Nickname, such as lain, or bob@remote.example for a remote account

Options:
      --for TEXT             For how long, such as 7d; then it reverts automatically
      --[no-]keep-followers  Keep its local followers
      --notify TEXT          Mail preset: notifies the owner by e-mail
      --reason TEXT          Reason, for the audit log
      --[no-]dry-run         Show what would happen and change nothing
  -y, --yes                  Answer yes to every question
      --json                 Print the result as JSON
  -h, --help                 Show this help

Examples:
  steward user deactivate lain --for 7d --reason spam
`,
  });
  expect([long, short, between]).toEqual([help, help, help]);
});

test.for([...paths, ...own])('%s has help, in words of the terminal', async (path) => {
  const { exit, out, err } = await runConsole(['help', ...path.split(' ')], {});

  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  expect(out).toMatch(new RegExp(`^[A-Z].*\\.\n\nUsage: steward ${path}(?: .+)? \\[OPTIONS\\]\n`));
  expect(out).toMatch(new RegExp(`\nExamples:\n  steward ${path}`));
  expect(await runConsole([...path.split(' '), '--help'], {})).toEqual({ exit, out, err });
});

test('fixed values are named, and options that nobody types are not', async () => {
  const { out } = await runConsole(['help', 'action', 'list'], {});

  expect(out).toMatch(/--state TEXT .*\(one of: pending, approved, /);
  expect(out).not.toMatch(/--page|file/);
});

test('the help of a narrow terminal is wrapped, with bold headings', async () => {
  const narrow = await runConsole(['help', 'user'], {}, { columns: 70, variables: { TERM: 'xterm' } });
  const plain = await runConsole(
    ['help', 'user'],
    {},
    { columns: 70, variables: { TERM: 'xterm', NO_COLOR: '1' } },
  );

  expect(narrow.out).toContain('\u001b[1mCommands:\u001b[22m\n');
  expect(plain.out).toContain('\nCommands:\n');
  const commands = /Commands:\n([\s\S]*?)\n\n/.exec(plain.out)?.[1] ?? '';
  expect(Math.max(...commands.split('\n').map((line) => line.length))).toBeLessThanOrEqual(70);
  expect(commands.replaceAll(/\n {6,}/g, ' ')).toContain(
    'Search local and remote accounts by nickname, name or domain; admins also by e-mail address',
  );
});

test('the version is that of the package', async () => {
  const said = await Promise.all([['version'], ['--version']].map((words) => runConsole(words, {})));

  expect(said).toEqual([
    { exit: 0, out: 'steward 0.1.0\n', err: '' },
    { exit: 0, out: 'steward 0.1.0\n', err: '' },
  ]);
});

test.for([
  ['user deactivat', 'Unknown command "user deactivat". Did you mean "deactivate"?', 'user'],
  ['user deact', 'Unknown command "user deact". Did you mean "deactivate"?', 'user'],
  ['user frobnicate', 'Unknown command "user frobnicate".', 'user'],
  ['user delete lain', 'Unknown command "user delete". Did you mean "rm"?', 'user'],
  ['user approve 12', 'Unknown command "user approve". Did you mean "signup approve"?', 'user'],
  ['user -y', 'Missing command.', 'user'],
  ['users', 'Unknown command "users". Did you mean "user"?', ''],
  ['deactivate lain', 'Unknown command "deactivate". Did you mean "user deactivate"?', ''],
  ['docter', 'Unknown command "docter". Did you mean "doctor"?', ''],
  ['frobnicate', 'Unknown command "frobnicate".', ''],
  ['help user deactivat', 'Unknown command "user deactivat". Did you mean "deactivate"?', 'user'],
  ['user deactivate', 'Missing argument NICKNAME.', 'user deactivate'],
  ['user deactivate lain bob', 'Unexpected argument "bob".', 'user deactivate'],
  [
    'user deactivate lain --resaon x',
    'Unknown option "--resaon". Did you mean "--reason"?',
    'user deactivate',
  ],
  [
    'user deactivate lain --keep_followers',
    'Unknown option "--keep_followers". Did you mean "--keep-followers"?',
    'user deactivate',
  ],
  [
    'user deactivate lain --no-dryrun',
    'Unknown option "--no-dryrun". Did you mean "--no-dry-run"?',
    'user deactivate',
  ],
  ['user deactivate lain -z', 'Unknown option "-z".', 'user deactivate'],
  ['user deactivate lain --reason', 'Missing value for "--reason".', 'user deactivate'],
  [
    'user deactivate lain --reason -y',
    'Missing value for "--reason". A value that begins with a dash is typed like --reason=-VALUE.',
    'user deactivate',
  ],
  ['user deactivate lain --json=x', '"--json" takes no value.', 'user deactivate'],
  ['user deactivate lain --assume-yes=x', '"--assume-yes" takes no value.', 'user deactivate'],
  ['user new a a@b.c --password x --password y', '"--password" was given twice.', 'user new'],
  ['wait', 'Missing argument ACTION.', 'wait'],
  ['wait lain', 'Invalid ACTION: use the number of an action, such as 12.', 'wait'],
  ['wait 1 2', 'Unexpected argument "2".', 'wait'],
  ['doctor --jsn', 'Unknown option "--jsn". Did you mean "--json"?', 'doctor'],
  ['grants steward another', 'Unexpected argument "another".', 'grants'],
  ['completion', 'Missing argument SHELL.', 'completion'],
  ['completion zhs', 'Unknown shell "zhs". Did you mean "zsh"?', 'completion'],
  ['version 2', 'Unexpected argument "2".', 'version'],
  ['help wait 12', 'Unexpected argument "12".', 'help'],
] as const)(
  'wrong usage exits with 2, and says what is wrong and how to type it: %s',
  async ([line, fault, about]) => {
    const { exit, out, err } = await runConsole(line.split(' '), {});

    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    const [said, blank, usage = '', more, ...rest] = err.split('\n');
    expect([said, blank, rest]).toEqual([fault, '', ['']]);
    expect(usage.startsWith(about === '' ? 'Usage: steward COMMAND' : `Usage: steward ${about} `)).toBe(true);
    expect(more).toMatch(new RegExp(`^Run "steward help${about === '' ? '' : ` ${about}`}" for `));
  },
);
