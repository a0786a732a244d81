import { describe, expect, test } from 'vitest';
import type { DiscordSandbox } from '../../sandbox/discord/index.ts';
import { differencesSince } from '../operations/undo/doing.ts';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { sentenceOf, unmentioned } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';

shareSteward();

const ada = '1084413502188232704';

test('/action undo undoes an action, and the answer says what was restored', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const person = discord.as('mo');
  const before = await snapshot(client);
  await (await person.type('/user deactivate bob')).message();

  const undone = await (await person.type('/action undo 1 reason:mistaken')).message();

  expect(sentenceOf(undone)).toBe('Undid action 1: user deactivate on bob.');
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

test('the button on the card of a done action undoes it, once', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const person = discord.as('mo');
  const before = await snapshot(client);
  const done = await (await person.type('/user tag kim x')).message();

  const undone = await (await person.click(done, buttonOf(done, 'Undo'))).message();

  expect(sentenceOf(undone)).toBe('Undid action 1: user tag on kim.');
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
  const [{ value: by } = { value: '' }] = await suggested(admin, 'action undo_all', { by: 'mo' }, 'by');

  const card = await (await admin.command('action undo_all', { by: String(by), since: '1h' })).message();

  expect(sentenceOf(card)).toBe('Undo 2 actions of mo?');
  const notes = (card.embeds[0]?.fields ?? []).map(({ value }) => value).join('\n');
  expect(notes).toContain('Cannot be undone: action 1 (user sign_out)');

  const done = await (await admin.click(card, buttonOf(card, 'Continue'))).message();

  expect(sentenceOf(done)).toBe('Undid 2 actions of mo.');
  expect(await differencesSince(client, before)).toEqual({});
});

test('undoable actions are suggested by what they did, and people by name', async () => {
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
  expect(await suggested(admin, 'action undo_all', { by: 'ad', since: '1h' }, 'by')).toMatchObject([
    { name: 'ada', value: ada },
  ]);
});

test('/action undo refuses a text that is not an action number, and an unknown action', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const person = discord.as('mo');

  const { content } = await (await person.command('action undo', { action: 99 })).message();

  expect(unmentioned(content)).toBe('No action 99. Look for it with `/action list`.');
});

describe('/action undo_all finds the member by name', () => {
  const undoAll = async (discord: DiscordSandbox, by: string) =>
    sentenceOf(await (await discord.as('ada').type(`/action undo_all by:${by} since:1h`)).message());

  test.for(['mo', '@mo', 'MO'])('%s', async (typed) => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const mo = discord.as('mo');
    await (await mo.type('/user tag kim x')).message();

    expect(await undoAll(discord, typed)).toBe('Undo 1 action of mo?');
    // The id is stored, so that the request means the same person when it runs.
    const { rows } = await client.query(`
      select args ->> 'by' as by from steward.actions where operation = 'action.undo_all'`);
    expect(rows).toEqual([{ by: mo.id }]);
  });

  test('a name that nobody has is refused', async () => {
    const { url } = await pristineDatabase();
    const { discord } = await startSteward(url);

    expect(await undoAll(discord, 'mo')).toBe(
      'No actions by `mo`. Check the spelling, or choose a suggestion.',
    );
  });

  test('where several members have the name, the answer and the suggestions tell them apart', async () => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const [ada, mo] = [discord.as('ada'), discord.as('mo')];
    await (await mo.type('/user tag kim x')).message();
    await (await ada.type('/user tag kim y')).message();
    await client.query(`update steward.actions set requester_name = 'Mo' where requester_id = $1`, [ada.id]);

    expect(await undoAll(discord, 'mo')).toBe(
      `Several members are called mo: <@${ada.id}> (${ada.id}), <@${mo.id}> (${mo.id}). Use one of these ids, or choose a suggestion.`,
    );
    expect(await ada.autocomplete('action undo_all', { by: 'mo' }, 'by')).toEqual([
      { name: `Mo (${ada.id})`, value: ada.id },
      { name: `mo (${mo.id})`, value: mo.id },
    ]);
  });
});
