import { REST } from 'discord.js';
import { MessageFlags, Routes } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { ownDatabase, pristineDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { startSteward } from '../support/steward.ts';
import { startTeam } from '../support/team.ts';

const showAccount = 'Steward: show account';
const showStaff = 'Steward: staff';

async function stage(database = pristineDatabase()) {
  const { url, client } = await database;
  const { discord } = await startSteward(url);
  const [mo, ada, eve] = [discord.as('mo'), discord.as('ada'), discord.as('eve')];
  return { client, discord, mo, ada, eve };
}

test('the menu of an answer shows the account that its action is about, to the caller alone', async () => {
  const { client, mo } = await stage(ownDatabase());
  // An answer is seen before the bot has recorded where it stands.
  await client.query(`
    create function steward.never_recorded() returns trigger language plpgsql as
      $$ begin new.message_id := null; return new; end $$;
    create trigger never_recorded before update on steward.actions
      for each row execute function steward.never_recorded()`);
  const done = await (await mo.type('/user tag bob x')).message();

  const shown = await (await mo.menu(showAccount, done)).message();

  expect(shown.flags).toBe(MessageFlags.Ephemeral);
  expect(sentenceOf(shown)).toBe('bob: local, active.');
  expect(fieldsOf(shown)['Latest actions']).toMatch(/^#1 tag bob with x · done/);
});

test('the menu of a card that waits, of its mention and of an undo shows the account, too', async () => {
  const { client, discord, ask } = await startTeam();
  const ada = discord.as('ada');
  const card = await ask('ada', '/user rm lain reason:x');
  await card.shows('Approval required');
  await expect
    .poll(() => ada.messages().some(({ content }) => content.includes('Approval needed')))
    .toBe(true);
  const mention = ada.messages().find(({ content }) => content.includes('Approval needed'));
  const tagged = await (await ada.type('/user tag bob x')).message();
  const undone = await (await ada.type('/action undo 2')).message();

  // The card of a request and its mention answer no interaction, so they are found by what is recorded.
  await expect
    .poll(
      async () =>
        (await client.query('select message_id, mention_message_id from steward.actions where id = 1')).rows,
    )
    .toEqual([{ message_id: card.message().id, mention_message_id: mention?.id }]);
  const accounts = [];
  for (const message of [card.message(), mention, tagged, undone]) {
    if (message === undefined) throw new Error('There is no message.');
    accounts.push(sentenceOf(await (await ada.menu(showAccount, message)).message()));
  }

  expect(accounts).toEqual([
    'lain: local, active.',
    'lain: local, active.',
    'bob: local, active.',
    'bob: local, active.',
  ]);
});

test('the menu of another message, or of one about many accounts, says that it shows none', async () => {
  const { discord, mo, ada } = await stage();
  const all = await (await ada.type('/instance activate_all spam.example')).message();

  const shown = await (await mo.menu(showAccount, all)).message();
  expect(sentenceOf(shown)).toBe('The action of this message is not about a single account.');

  const rest = new REST({ api: discord.apiUrl }).setToken(discord.token);
  await rest.post(Routes.channelMessages(all.channel_id), { body: { content: 'not about an action' } });
  const [first] = ada.messages().filter(({ content }) => content === 'not about an action');
  if (first === undefined) throw new Error('The message is not there.');
  const other = await (await mo.menu(showAccount, first)).message();
  expect(other.flags).toBe(MessageFlags.Ephemeral);
  expect(sentenceOf(other)).toBe('This message shows no action of Steward.');
});

test('the menus check the role as the commands do, and the refusal is recorded', async () => {
  const { client, mo, eve } = await stage();
  const done = await (await mo.type('/user tag bob x')).message();

  const refused = [
    await (await eve.menu(showAccount, done)).message(),
    await (await eve.menu(showStaff, mo.member)).message(),
  ];

  expect(refused.map(sentenceOf)).toEqual(Array(2).fill('Only moderators and admins can do this.'));
  const recorded = async () =>
    (
      await client.query(
        `select command, args from steward.audit_log where event = 'command.refused' order by command desc`,
      )
    ).rows;
  await expect.poll(recorded).toEqual([
    { command: 'user.show', args: { message: done.id } },
    { command: 'staff.show', args: { person: mo.id } },
  ]);
});

test('the menu of a member shows their role, account, pause and latest actions', async () => {
  const { discord, ada, mo, eve } = await stage();
  await (await ada.type(`/staff link mo person:<@${mo.id}>`)).message();
  await (await mo.type('/user tag bob x')).message();
  await (await ada.type(`/staff pause ${mo.id} for:2h reason:rest`)).message();

  const shown = await (await ada.menu(showStaff, mo.member)).message();
  const typed = await (await ada.type(`/staff show ${mo.id}`)).message();

  expect(shown.flags).toBe(MessageFlags.Ephemeral);
  expect(sentenceOf(shown)).toBe(`<@${mo.id}>: moderator.`);
  expect(fieldsOf(shown)).toEqual({
    'Linked account': 'mo',
    Paused: expect.stringMatching(
      /^By you: cannot request, approve or run anything\. The pause ends <t:\d+:R>\. Reason: rest$/,
    ),
    'Latest actions': expect.stringMatching(/^#2 tag bob with x · done · <t:\d+:R>$/),
  });
  expect(typed.embeds).toEqual(shown.embeds);
  const roleOf = async (name: string) =>
    sentenceOf(await (await ada.menu(showStaff, discord.as(name).member)).message());
  expect(await roleOf('ivan')).toMatch(/: admin\.$/);
  expect(await roleOf('eve')).toBe(`<@${eve.id}>: no role in Steward.`);
  eve.leave();
  expect(sentenceOf(await (await ada.type(`/staff show ${eve.id}`)).message())).toBe(
    `<@${eve.id}>: not in this server.`,
  );
});
