import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { countOf, writeCrowd, writeFollowers } from '../support/crowd.ts';
import { lockSteward } from '../support/lock.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { cardOf, startTeam } from '../support/team.ts';

test('a card shows how far an action in batches is, stops while Steward is locked, and shows the whole outcome', async () => {
  const team = await startTeam({ APPROVALS_DESTRUCTIVE: '0' });
  const { client, discord, stateOf } = team;
  await writeCrowd(client, 900);
  // Akkoma holds one of the last accounts for a while.
  await client.query('begin');
  await client.query(`select from users where nickname = 'crowd900@crowd.example' for update`);

  await discord.as('ada').type('/instance deactivate_all crowd.example reason:spam');
  const card = await cardOf(team, client, 1);
  await card.press('ada', 'Run now');

  await card.shows('Running');
  await expect
    .poll(() => sentenceOf(card.message()))
    .toMatch(/^Deactivated (\d+) accounts of crowd\.example\. \1 of 900 accounts done\.$/);
  await lockSteward(discord, 'ada', 'drill');
  await client.query('commit');
  expect(await stateOf(1)).toBe('following');
  expect(await countOf(client, `is_active and nickname = 'crowd900@crowd.example'`)).toBe(1);

  await discord.as('ada').type('/action unlock');
  await (await cardOf(team, client, 3)).press('ada', 'Run now');

  expect(sentenceOf(await card.shows('Done'))).toBe('Deactivated 900 accounts of crowd.example.');
  expect(await countOf(client, `is_active and nickname like '%@crowd.example'`)).toBe(0);
});

test('the card of an action that is undone in parts shows what was restored when all of it was', async () => {
  const team = await startTeam({ APPROVALS_DESTRUCTIVE: '0' });
  const { client, discord, stateOf } = team;
  await writeCrowd(client, 900);
  await discord.as('ada').type('/instance deactivate_all crowd.example reason:spam');
  const card = await cardOf(team, client, 1);
  await card.press('ada', 'Run now');
  await card.shows('Done');
  // Akkoma holds one of the last accounts for a while.
  await client.query('begin');
  await client.query(`select from users where nickname = 'crowd900@crowd.example' for update`);

  const undoing = await (await discord.as('ada').type('/action undo 1 reason:mistaken')).message();
  await discord.as('ada').click(undoing, buttonOf(undoing, 'Run now'));

  expect(fieldsOf(await card.shows('Undone'))).not.toHaveProperty('Changes');
  expect(await stateOf(2)).toBe('following');
  await client.query('commit');
  await (await cardOf(team, client, 2)).shows('Done');
  await expect.poll(() => fieldsOf(card.message()).Changes).toMatch(/^accounts restored: 900 · /);
});

test('an approved action waits for an action on the same accounts, and keeps its votes', async () => {
  const team = await startTeam({
    APPROVAL_OVERRIDES: JSON.stringify({ 'user.deactivate': { votes: 1 } }),
    APPROVER_ROLE_IDS: '',
  });
  const { client, ask, stateOf, eventsOf } = team;
  await writeFollowers(client, 900);
  await client.query(`update users set is_confirmed = false where nickname like 'fan%'`);
  const fan = await ask('mo', '/user deactivate fan900 reason:spam');
  const all = await ask('ada', '/instance confirm_all reason:x');
  // Akkoma holds one of the last accounts for a while.
  await client.query('begin');
  await client.query(`select from users where nickname = 'fan900' for update`);
  await all.approve('ivan');
  // The card is titled the same before its first batch is done.
  await expect.poll(() => stateOf(all.action)).toBe('following');
  await all.shows('Running');

  await fan.approve('ivan');

  await expect
    .poll(() => fieldsOf(fan.message()).History)
    .toMatch(/waiting for another action on the same accounts/i);
  expect(await stateOf(fan.action)).toBe('approved');
  await client.query('commit');
  await all.shows('Done');
  await fan.shows('Done');
  expect(await countOf(client, `nickname = 'fan900' and is_confirmed and not is_active`)).toBe(1);
  expect(await eventsOf(fan.action)).toEqual([
    'action.proposed',
    'action.approved',
    'action.waiting',
    'action.running',
    'action.done',
  ]);
});
