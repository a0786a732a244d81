import { expect, test } from 'vitest';
import { akkomaOn } from '../support/akkoma.ts';
import { consoleScene } from '../support/console-scene.ts';

test.for([
  ['user activate lain', 'lain is already active.'],
  ['user deactivate erin', 'erin is already deactivated.'],
  ['user untag lain nothing', 'lain does not have the tag nothing.'],
  ['user reset_mfa lain', 'Two-factor authentication of lain is already off.'],
  ['user set lain --no-admin', 'lain already has these settings.'],
  ['user delete_activities dave -y', 'dave has no posts, likes, boosts or reactions to delete.'],
  ['action unlock -y', 'Steward is not locked.'],
] as const)('where there is nothing to do, it exits with 0 and says so: %s', async ([line, said]) => {
  const { runLine, client } = await consoleScene();

  expect(await runLine(line)).toEqual({ exit: 0, out: `${said}\n`, err: '' });
  expect(await runLine(`${line} --json`)).toMatchObject({ exit: 0, err: '' });
  expect(JSON.parse((await runLine(`${line} --json`)).out)).toEqual({ nothing_to_do: true, message: said });
  expect((await client.query('select from steward.actions')).rowCount).toBe(0);
});

test('what was undone, or is permanent already, needs nothing', async () => {
  const { runLine } = await consoleScene();
  await runLine('user deactivate lain --for 7d');
  await runLine('user deactivate bob');
  await runLine('action keep 1');
  await runLine('action undo 2');

  expect(await runLine('action keep 1')).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/ already made action 1 permanent\.\n$/),
  });
  expect(await runLine('action undo 2')).toMatchObject({
    exit: 0,
    out: 'Action 2 was already undone by action 4.\n',
  });
});

test('a wait for an action that is done exits with 0, and for one that failed with 1', async () => {
  const { runLine, url, client } = await consoleScene();
  await runLine('user rm lain --no-posts-first -y');
  await akkomaOn(url);
  await runLine('wait 1');
  await runLine('user tag bob beta');

  expect(await runLine('wait 1')).toMatchObject({ exit: 0, err: '' });
  expect(await runLine('wait 2')).toEqual({
    exit: 0,
    out: 'Action 2 has nothing left to finish. It is done.\n',
    err: '',
  });
  await client.query(`update steward.actions set state = 'failed' where id = 2`);
  expect(await runLine('wait 2')).toEqual({
    exit: 1,
    out: '',
    err: 'Action 2 has nothing left to finish. It is failed.\n',
  });
});

test.for([
  ['user deactivate lain --for ages', /^Invalid --for: must be a number and a unit/],
  ['invite create --expires-at 2027-13-45', /^Invalid --expires-at: /],
  ['user list --limit none', /^Unknown option "--limit"\./],
  ['action show none', /^Invalid ACTION: /],
  ['user deactivate lain --notify none', /^Invalid --notify: /],
] as const)('an invalid value exits with 2, as any wrong usage does: %s', async ([line, said]) => {
  const { runLine, client } = await consoleScene();

  const { exit, out, err } = await runLine(line);

  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(said);
  expect((await client.query('select from steward.actions')).rowCount).toBe(0);
});

test.for([
  ['user deactivate nobody', /^No account nobody\./],
  ['user rm lain', /without a terminal\. Nothing was changed\./],
  ['action undo 7', /^No action 7\./],
  ['instance activate_all unknown.example', /^No account of unknown\.example is known here\./],
] as const)('what does not exist or is refused exits with 1: %s', async ([line, said]) => {
  const { runLine } = await consoleScene();

  const { exit, out, err } = await runLine(line);

  expect({ exit, out }).toEqual({ exit: 1, out: '' });
  expect(err).toMatch(said);
});

test('help lists the exit codes', async () => {
  const { runLine } = await consoleScene();

  expect((await runLine('help')).out).toContain(`Exit codes:
  0  Done, or nothing to do
  1  Refused, cancelled or failed; the message says whether anything was changed
  2  Wrong usage or an invalid value; nothing was changed
`);
});
