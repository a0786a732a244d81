import { type Client, escapeIdentifier } from 'pg';
import { expect, test } from 'vitest';
import { isActive, putOut, stage, statesIn } from './stage.ts';

/** Limits the open connections to this database, not counting those of superusers; -1 is no limit. */
async function limitConnections(client: Client, limit: number): Promise<void> {
  const { rows } = await client.query('select current_database() as name');
  await client.query(`alter database ${escapeIdentifier(rows[0].name)} connection limit ${limit}`);
}

test('without a free connection nothing is done, people get an error, and everything continues automatically once there is one', async () => {
  const { client, logged, answerTo, expectTruth } = await stage();
  await answerTo('mo', '/user deactivate bob for:1h');

  await limitConnections(client, 0);
  await putOut(client);
  const told = await Promise.all(
    ['/user deactivate lain', '/user list', '/user show lain', '/user tag lain spam'].map((line) =>
      answerTo('mo', line),
    ),
  );
  expect(new Set(told)).toEqual(
    new Set([
      'The database does not answer. Nothing was changed. Try again in a minute; if it fails again, tell the administrator of Steward.',
    ]),
  );
  await client.query('update steward.actions set reverses_at = now()');
  await client.query(`update steward_jobs.job set start_after = now() where name = 'reverse'`);
  await expect.poll(() => logged.some((line) => line.includes('the job queue failed'))).toBe(true);
  expect(await statesIn(client)).toEqual(['done']);
  expect(await isActive(client, 'bob')).toBe(false);
  await limitConnections(client, -1);

  await expect.poll(() => isActive(client, 'bob')).toBe(true);
  expect(await answerTo('mo', '/user deactivate lain')).toBe('Deactivated lain.');
  await expectTruth();
});
