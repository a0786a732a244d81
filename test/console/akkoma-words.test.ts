import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';

const words = [...catalogue.akkomaWords];

test('Akkoma’s words for a command work beside those of Steward, and its records are the same', async () => {
  const { url, client } = await pristineDatabase();
  const run = (...typed: string[]) =>
    runConsole(typed, { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' });

  const [theirs, ours] = [
    await run('user', 'invite', '--max-use', '3'),
    await run('invite', 'create', '--max-use', '3'),
  ];
  const listed = await run('user', 'invites');
  const refused = await run('user', 'deactivate_all_from_instance', 'spam.example');
  const done = await run('user', 'deactivate_all_from_instance', 'spam.example', '-y');

  expect([theirs.exit, ours.exit, listed.exit, refused.exit, done.exit]).toEqual([0, 0, 0, 1, 0]);
  expect(listed).toEqual(await run('invite', 'list'));
  const { rows } = await client.query(
    'select distinct on (id) event, command from steward.audit_log order by id',
  );
  expect(rows).toEqual([
    { event: 'action.done', command: 'user.invite' },
    { event: 'action.done', command: 'user.invite' },
    { event: 'command.refused', command: 'user.deactivate_all_from_instance' },
    { event: 'action.done', command: 'user.deactivate_all_from_instance' },
  ]);
});

test('the help of the group names Akkoma’s words briefly, each with Steward’s', async () => {
  const { out } = await runConsole(['help', 'user'], {});

  for (const [theirs, ours] of words) {
    expect(out).toMatch(
      new RegExp(`^  ${theirs.replace('user ', '')} +Another name of "steward ${ours}"$`, 'm'),
    );
  }
  expect(out).toMatch(/\n\nAs in Akkoma’s command line:\n/);
});

test.for(words)('"%s" has the help of "%s", with the words that were typed', async ([theirs, ours]) => {
  const help = await runConsole(['help', ...theirs.split(' ')], {});
  const same = await runConsole(['help', ...ours.split(' ')], {});

  expect(help).toMatchObject({ exit: 0, err: '' });
  expect(help.out).toContain(`\nUsage: steward ${theirs} `);
  expect(help.out).toContain(`\nThe same as "steward ${ours}".\n`);
  expect(help.out.split('Options:\n')[1]).toBe(same.out.split('Options:\n')[1]);
  expect(await runConsole([...theirs.split(' '), '--help'], {})).toEqual(help);
});

test.for([
  ['user invit', 'Unknown command "user invit". Did you mean "invite"?'],
  ['user revoke_invites', 'Unknown command "user revoke_invites". Did you mean "revoke_invite"?'],
  [
    'user deactivate_all',
    'Unknown command "user deactivate_all". Did you mean "deactivate_all_from_instance"?',
  ],
  ['user create', 'Unknown command "user create". Did you mean "invite create"?'],
  ['invites', 'Unknown command "invites". Did you mean "invite"?'],
  ['revoke_invite', 'Unknown command "revoke_invite". Did you mean "user revoke_invite"?'],
  ['instance unconfirm', 'Unknown command "instance unconfirm". Did you mean "unconfirm_all"?'],
] as const)('a mistyped command leads to these words too: %s', async ([line, said]) => {
  const { exit, err } = await runConsole(line.split(' '), {});

  expect(exit).toBe(2);
  expect(err.split('\n')[0]).toBe(said);
});
