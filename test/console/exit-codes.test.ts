import { expect, test } from 'vitest';
import { akkomaOn } from '../support/akkoma.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';

async function scene() {
  const { url, client } = await pristineDatabase();
  const environment = { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' };
  return {
    url,
    client,
    run: (line: string) => runConsole(line.split(' '), environment),
  };
}

test.for([
  ['user activate lain', 'lain is already active.'],
  ['user deactivate erin', 'erin is already deactivated.'],
  ['user untag lain nothing', 'lain does not have the tag nothing.'],
  ['user reset_mfa lain', 'Two-factor authentication of lain is already off.'],
  ['user set lain --no-admin', 'lain already has these settings.'],
  ['user delete_activities dave -y', 'dave has no posts, likes, boosts or reactions to delete.'],
  ['action unlock -y', 'Steward is not locked.'],
] as const)('where there is nothing to do, it exits with 0 and says so: %s', async ([line, said]) => {
  const { run, client } = await scene();

  expect(await run(line)).toEqual({ exit: 0, out: `${said}\n`, err: '' });
  expect(await run(`${line} --json`)).toMatchObject({ exit: 0, err: '' });
  expect(JSON.parse((await run(`${line} --json`)).out)).toEqual({ nothing_to_do: true, message: said });
  expect((await client.query('select from steward.actions')).rowCount).toBe(0);
});

test('what was undone, or is permanent already, needs nothing', async () => {
  const { run } = await scene();
  await run('user deactivate lain --for 7d');
  await run('user deactivate bob');
  await run('action keep 1');
  await run('action undo 2');

  expect(await run('action keep 1')).toMatchObject({
    exit: 0,
    out: expect.stringMatching(/ already made action 1 permanent\.\n$/),
  });
  expect(await run('action undo 2')).toMatchObject({
    exit: 0,
    out: 'Action 2 was already undone by action 4.\n',
  });
});

test('a wait for an action that is done exits with 0, and for one that failed with 1', async () => {
  const { run, url, client } = await scene();
  await run('user rm lain --no-posts-first -y');
  await akkomaOn(url);
  await run('wait 1');
  await run('user tag bob beta');

  expect(await run('wait 1')).toMatchObject({ exit: 0, err: '' });
  expect(await run('wait 2')).toEqual({
    exit: 0,
    out: 'Action 2 has nothing left to finish. It is done.\n',
    err: '',
  });
  await client.query(`update steward.actions set state = 'failed' where id = 2`);
  expect(await run('wait 2')).toEqual({
    exit: 1,
    out: '',
    err: 'Action 2 has nothing left to finish. It is failed.\n',
  });
});

test.for([
  ['user deactivate lain --for ages', /^Invalid --for: must be a number and a unit/],
  ['user invite --expires-at 2027-13-45', /^Invalid --expires-at: /],
  ['user list --limit none', /^Unknown option "--limit"\./],
  ['action show none', /^Invalid ACTION: /],
  ['user deactivate lain --notify none', /^Invalid --notify: /],
] as const)('an invalid value exits with 2, as any wrong usage does: %s', async ([line, said]) => {
  const { run, client } = await scene();

  const { exit, out, err } = await run(line);

  expect({ exit, out }).toEqual({ exit: 2, out: '' });
  expect(err).toMatch(said);
  expect((await client.query('select from steward.actions')).rowCount).toBe(0);
});

test.for([
  ['user deactivate nobody', /^No account nobody\./],
  ['user rm lain', /without a terminal\. Nothing was changed\./],
  ['action undo 7', /^No action 7\./],
  ['user activate_all_from_instance unknown.example', /^No account of unknown\.example is known here\./],
] as const)('what does not exist or is refused exits with 1: %s', async ([line, said]) => {
  const { run } = await scene();

  const { exit, out, err } = await run(line);

  expect({ exit, out }).toEqual({ exit: 1, out: '' });
  expect(err).toMatch(said);
});

test('help lists the exit codes', async () => {
  const { run } = await scene();

  expect((await run('help')).out).toContain(`Exit codes:
  0  Done, or nothing to do
  1  Refused, cancelled or failed; the message says whether anything was changed
  2  Wrong usage or an invalid value; nothing was changed
`);
});
