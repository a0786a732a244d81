import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { startTeam } from '../support/team.ts';
import { waiting } from '../support/waiting.ts';

const allTurnsAreTaken = (client: Client) => expect.poll(() => waiting(client)).toBeGreaterThanOrEqual(7);

test('while more is asked for than there are connections for, what is being typed is offered suggestions all the same', async () => {
  const { discord, client } = await startTeam();
  await client.query('begin; lock table users in exclusive mode');
  const asked = Array.from({ length: 15 }, (_, index) =>
    discord.as('ada').type(`/user tag lain overload-${index}`),
  );
  await Promise.all(asked);
  await allTurnsAreTaken(client);

  expect(await discord.as('ada').autocomplete('user show', { nickname: 'lai' }, 'nickname')).toEqual([
    { name: 'lain', value: 'lain' },
  ]);
  await client.query('commit');
  for (const each of asked) expect((await (await each).message()).content).toBe('Tagged lain.');
});

test('whoever stops things does not wait for a turn behind what is to be stopped', async () => {
  const { discord, client } = await startTeam();
  const [ada, mo] = [discord.as('ada'), discord.as('mo')];
  await client.query('begin');
  await client.query(`select from users where nickname = 'lain' for update`);
  const asked = await Promise.all(
    Array.from({ length: 15 }, (_, index) => mo.type(`/user tag lain brake-${index}`)),
  );
  await allTurnsAreTaken(client);

  const pause = await ada.type(`/staff pause ${mo.id} reason:"who is that"`);

  expect((await pause.message()).content).toMatch(/^Paused \d+ until/);
  await client.query('commit');
  for (const each of asked) expect((await each.message()).content).toBe('Tagged lain.');
});
