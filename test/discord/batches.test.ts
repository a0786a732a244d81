import { expect, test } from 'vitest';
import { countOf, writeCrowd } from '../support/crowd.ts';
import { cardOf, startTeam } from '../support/team.ts';

test('a card tells how far an act on many accounts is, stops while Steward is locked, and tells the whole', async () => {
  const team = await startTeam({ APPROVALS_DESTRUCTIVE: '0' });
  const { client, discord, stateOf } = team;
  await writeCrowd(client, 900);
  // Somebody in Akkoma has one of the last of them for a while.
  await client.query('begin');
  await client.query(`select from users where nickname = 'crowd900@crowd.example' for update`);

  await discord.as('ada').type('/user deactivate_all_from_instance crowd.example reason:spam');
  const card = await cardOf(team, client, 1);
  await card.press('ada', 'Do it');

  await card.shows('Under way');
  await expect
    .poll(() => card.message().content)
    .toMatch(/^Deactivated (\d+) accounts of crowd\.example\. \1 of 900 accounts so far\.$/);
  const locking = await (await discord.as('ada').type('/action lock drill')).message();
  expect(locking.content).toMatch(/locked/);
  await client.query('commit');
  expect(await stateOf(1)).toBe('following');
  expect(await countOf(client, `is_active and nickname = 'crowd900@crowd.example'`)).toBe(1);

  await discord.as('ada').type('/action unlock');
  await (await cardOf(team, client, 3)).press('ada', 'Do it');

  expect((await card.shows('Done')).content).toBe('Deactivated 900 accounts of crowd.example.');
  expect(await countOf(client, `is_active and nickname like '%@crowd.example'`)).toBe(0);
});
