import { expect, test } from 'vitest';
import { startTeam } from '../support/team.ts';
import { someoneWaits } from '../support/waiting.ts';

test('while more is asked for than there are connections for, what is being typed is offered suggestions all the same', async () => {
  const { discord, client } = await startTeam();
  await client.query('begin; lock table users in exclusive mode');
  const asked = Array.from({ length: 15 }, (_, index) =>
    discord.as('ada').type(`/user tag lain overload-${index}`),
  );
  await Promise.all(asked);
  await someoneWaits(client);
  await expect
    .poll(async () => {
      const { rows } = await client.query(
        `select count(*)::integer as waiting from pg_locks where not granted and relation = 'users'::regclass`,
      );
      return rows[0].waiting;
    })
    .toBeGreaterThanOrEqual(7);

  expect(await discord.as('ada').autocomplete('user show', { nickname: 'lai' }, 'nickname')).toEqual([
    { name: 'lain', value: 'lain' },
  ]);
  await client.query('commit');
  for (const each of asked) expect((await (await each).message()).content).toBe('Tagged lain.');
});
