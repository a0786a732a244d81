import { ApplicationCommandOptionType } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { catalogue } from '../../commands/index.ts';
import { entriesFor } from '../../src/command/index.ts';
import { menuOf } from '../../src/discord/menu.ts';
import { pristineDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';

shareSteward();

test('wherever a person is asked for, Discord offers its own list of members', () => {
  const asked = entriesFor(catalogue, () => true).flatMap(({ path, command }) =>
    command.options.filter(({ kind }) => kind === 'person').map(({ name }) => `${path} ${name}`),
  );
  const offered = menuOf(catalogue).flatMap((command) =>
    (command.options ?? []).flatMap((sub) =>
      ('options' in sub ? (sub.options ?? []) : []).flatMap(({ type, name }) =>
        type === ApplicationCommandOptionType.User ? [`${command.name} ${sub.name} ${name}`] : [],
      ),
    ),
  );

  expect(offered.toSorted()).toEqual(asked.toSorted());
  expect(offered).toEqual(
    expect.arrayContaining([
      'action list person',
      'action undo_all by',
      'staff link person',
      'staff pause person',
      'staff resume person',
      'staff show person',
      'staff unlink person',
    ]),
  );
});

test.for(['@mo', 'mo', '<@1103571249857675304>', '1103571249857675304'])(
  'a member is chosen as %s in every command',
  async (typed) => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const [ada, mo] = [discord.as('ada'), discord.as('mo')];
    await (await mo.type('/user tag kim x')).message();
    const said = async (line: string) => sentenceOf(await (await ada.type(line)).message());

    expect(await said(`/staff show ${typed}`)).toBe(`<@${mo.id}>: moderator.`);
    expect(await said(`/staff link mo person:${typed}`)).toBe(`Linked <@${mo.id}> to mo.`);
    expect(await said(`/staff pause ${typed} reason:x`)).toMatch(`Paused <@${mo.id}>.`);
    expect(await said(`/staff resume ${typed}`)).toMatch(`Ended the pause of <@${mo.id}>.`);
    expect(await said(`/staff unlink person:${typed}`)).toBe(`Unlinked <@${mo.id}> from mo.`);
    expect(await said(`/action list person:${typed}`)).toBe('1 action.');
    expect(await said(`/action undo_all by:${typed} since:1h`)).toBe('Undo 1 action of mo?');
    const { rows } = await client.query(
      `select args ->> 'by' as by from steward.actions where operation = 'action.undo_all'`,
    );
    expect(rows).toEqual([{ by: mo.id }]);
  },
);

test('the name that is stored is the present one, also of a member who has never requested anything', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const ada = discord.as('ada');

  await (await ada.type('/staff link mo person:@mo')).message();
  await (await ada.type('/staff pause @ivan reason:x')).message();

  expect((await client.query('select discord_name from steward.staff_links')).rows).toEqual([
    { discord_name: 'mo' },
  ]);
  expect((await client.query('select person_name from steward.pauses')).rows).toEqual([
    { person_name: 'ivan' },
  ]);
});

test('a member who has left is still found, by their id', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const [ada, mo] = [discord.as('ada'), discord.as('mo')];
  await (await mo.type('/user tag kim x')).message();
  mo.leave();

  const card = await (await ada.type(`/action undo_all by:${mo.id} since:1h`)).message();

  expect(sentenceOf(card)).toBe('Undo 1 action of mo?');
});
