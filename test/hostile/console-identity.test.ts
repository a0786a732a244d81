import { expect, test } from 'vitest';
import { runConsole } from '../support/console.ts';
import { cardOf, startTeam } from '../support/team.ts';

const asSteward = { columns: undefined, variables: { SUDO_USER: 'steward' } };

test('a system user called steward is somebody else than Steward: neither has the acts of the other', async () => {
  const { client, url, discord } = await startTeam({ DESTRUCTIVE_PER_HOUR: '1' });
  const run = (...words: string[]) =>
    runConsole(words, { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' }, asSteward);
  const ada = discord.as('ada');
  await (await ada.type('/user rm bob reason:first')).message();
  await (await ada.type('/user rm carol reason:second')).message();
  expect((await run('user', 'deactivate', 'lain', '--keep-followers')).exit).toBe(0);

  const { rows } = await client.query(
    `select source, operation, requester_id from steward.actions where source <> 'discord' order by id`,
  );
  expect(rows).toEqual([
    { source: 'system', operation: 'staff.pause', requester_id: 'system:steward' },
    { source: 'console', operation: 'user.deactivate', requester_id: 'console:steward' },
  ]);
  const listed = async (by: string) =>
    JSON.parse((await run('action', 'list', '--person', by, '--json')).out).map(
      ({ operation }: { operation: string }) => operation,
    );
  expect(await listed('system:steward')).toEqual(['staff.pause']);
  expect(await listed('console:steward')).toEqual(['user.deactivate']);
  expect((await run('action', 'list', '--person', 'steward')).err).toMatch(
    /Several members are called steward: .*system:steward/,
  );
});

test("an approval by a system user called steward is theirs, and not Steward's", async () => {
  const { client, url, discord, ...team } = await startTeam({ APPROVALS_DESTRUCTIVE: '2' });
  await (await discord.as('ada').type('/user rm bob reason:gone')).message();
  const card = await cardOf({ discord, ...team }, client, 1);

  await runConsole(
    ['action', 'approve', '1', '-y'],
    { DATABASE_URL: url, INSTANCE_URL: 'https://social.test' },
    asSteward,
  );

  await expect.poll(() => JSON.stringify(card.message())).toContain('1 of 2');
  const { rows } = await client.query('select voter_id, voter_name from steward.votes');
  expect(rows).toEqual([{ voter_id: 'console:steward', voter_name: 'steward' }]);
});
