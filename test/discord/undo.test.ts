import { expect, test } from 'vitest';
import { differencesSince } from '../operations/undo/doing.ts';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf, unmentioned } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';
import { cardOf, startTeam } from '../support/team.ts';

shareSteward();

test('/action undo undoes an action, and the answer says what was restored', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const person = discord.as('mo');
  const before = await snapshot(client);
  await (await person.type('/user deactivate bob')).message();

  const undone = await (await person.type('/action undo 1 reason:mistaken')).message();

  expect(sentenceOf(undone)).toBe('Undid action 1: deactivate bob.');
  expect(undone.embeds[0]?.fields).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        name: 'Changes',
        value: 'accounts restored: 1 · follows restored: 2 · notifications restored: 1',
      }),
      expect.objectContaining({ name: 'Reason', value: 'mistaken' }),
    ]),
  );
  expect(await differencesSince(client, before)).toEqual({});
  const again = await (await person.type('/action undo 1')).message();
  expect(sentenceOf(again)).toBe('Action 1 was already undone by action 2.');
});

test('the card of an undone action says what was restored and what was not, as the answer to the undo does', async () => {
  const { client, discord, ...team } = await startTeam();
  const mo = discord.as('mo');
  await (await mo.type('/user deactivate lain')).message();
  await client.query(`
    insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
    select bob.id, lain.id, 2, now(), now() from users bob, users lain
    where bob.nickname = 'bob' and lain.nickname = 'lain'`);

  const answer = await (await mo.type('/action undo 1')).message();

  const undone = await (await cardOf({ ...team, discord }, client, 1)).shows('Undone');
  expect(sentenceOf(undone)).toBe(`Undone by <@${mo.id}> with action 2.`);
  expect(fieldsOf(answer)).toMatchObject(fieldsOf(undone));
  expect(fieldsOf(undone)).toEqual({
    Changes: expect.stringMatching(/^accounts restored: 1 · follows restored: \d+/),
    'Not restored: 1': '• bob already follows lain again',
  });
});

test('the card of an action that was undone with others says so, since the numbers are those of all', async () => {
  const { client, discord, ...team } = await startTeam({ APPROVALS_DESTRUCTIVE: '0' });
  const [mo, ada] = [discord.as('mo'), discord.as('ada')];
  for (const nickname of ['kim', 'lain', 'bob']) await (await mo.type(`/user tag ${nickname} x`)).message();

  const question = await (await ada.type('/action undo_all mo since:1h')).message();
  await (await ada.click(question, buttonOf(question, 'Run now'))).message();

  const undone = await (await cardOf({ ...team, discord }, client, 1)).shows('Undone');
  expect(sentenceOf(undone)).toBe(`Undone by <@${ada.id}> with action 4, together with 2 other actions.`);
  expect(fieldsOf(undone)).toEqual({ Changes: 'accounts restored: 3' });
});

test('the button on the card of a done action undoes it, once', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const person = discord.as('mo');
  const before = await snapshot(client);
  const done = await (await person.type('/user tag kim x')).message();

  const undone = await (await person.click(done, buttonOf(done, 'Undo'))).message();

  expect(sentenceOf(undone)).toBe('Undid action 1: tag kim with x.');
  expect(await differencesSince(client, before)).toEqual({});
});

test('/action undo_all: an admin sees what one person has done since a time, confirms, and all of it is undone', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const [mo, admin] = [discord.as('mo'), discord.as('ada')];
  await (await mo.type('/user sign_out gina')).message();
  const before = await snapshot(client);
  await (await mo.type('/user tag kim x')).message();
  await (await mo.type('/user deactivate bob')).message();

  const card = await (await admin.command('action undo_all', { by: mo.id, since: '1h' })).message();

  expect(sentenceOf(card)).toBe('Undo 2 actions of mo?');
  const notes = (card.embeds[0]?.fields ?? []).map(({ value }) => value).join('\n');
  expect(notes).toContain('Cannot be undone: action 1 (sign gina out of all apps)');

  const done = await (await admin.click(card, buttonOf(card, 'Run now'))).message();

  expect(sentenceOf(done)).toBe('Undid 2 actions of mo.');
  expect(await differencesSince(client, before)).toEqual({});
});

test('an undo is called by what the undone action did, in its answer, in the list and on the card of an undo of all', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const [mo, admin] = [discord.as('mo'), discord.as('ada')];
  const card = await (await mo.type('/user confirm lain')).message();
  await (await mo.click(card, buttonOf(card, 'Run now'))).message();
  await (await mo.type('/user tag kim x')).message();

  expect(sentenceOf(await (await mo.type('/action undo 1')).message())).toBe(
    'Undid action 1: unconfirm lain.',
  );
  expect((await (await mo.type('/action list')).message()).embeds[0]?.description).toContain(
    'undo action 1: unconfirm lain',
  );
  const all = await (await admin.command('action undo_all', { by: mo.id, since: '1h' })).message();
  expect(fieldsOf(all).Notes).toContain('It undoes action 2 (tag kim with x).');
  expect(fieldsOf(all).Notes).toContain('Cannot be undone: action 3 (undo action 1: unconfirm lain).');
});

test('an undo that an earlier version recorded, or whose action it recorded, is drawn from what is stored', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const mo = discord.as('mo');
  await (await mo.type('/user tag kim x')).message();
  await (await mo.type('/user tag bob y')).message();
  await (await mo.type('/action undo 1')).message();
  await client.query(`
    update steward.actions set plan = plan || '{"target": "action 1 (user tag on kim)"}', outcome = outcome - 'target'
    where id = 3`);
  await client.query(`update steward.actions set args = '{"labels": "y"}' where id = 2`);

  const listed = (await (await mo.type('/action list')).message()).embeds[0]?.description;
  expect(listed).toContain('undo action 1 (user tag on kim)');
  const shown = await (await mo.type('/action show 3')).message();
  expect(fieldsOf(shown).Outcome).toBe('Undid action 1.');
  expect(sentenceOf(await (await mo.type('/action undo 2')).message())).toBe(
    'Undid action 2: user tag on bob.',
  );
});

test('undoable actions are suggested by what they did', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const admin = discord.as('ada');
  await (await admin.type('/user tag kim x')).message();
  await (await admin.type('/user sign_out gina')).message();
  await (await discord.as('mo').type('/user tag bob y')).message();

  const offered = (typed: string) => suggested(admin, 'action undo', { action: typed }, 'action');
  expect(await offered('')).toMatchObject([
    { name: '3 · tag bob with y · mo', value: 3 },
    { name: '1 · tag kim with x · ada', value: 1 },
  ]);
  expect(await offered('kim')).toMatchObject([{ value: 1 }]);
});

test('/action undo refuses a text that is not an action number, and an unknown action', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const person = discord.as('mo');

  const { content } = await (await person.command('action undo', { action: 99 })).message();

  expect(unmentioned(content)).toBe('No action 99. Look for it with `/action list`.');
});
