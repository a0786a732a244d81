import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';

shareSteward();

test('an admin links themselves and a person by mention, and sees all links', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const [ada, mo] = [discord.as('ada'), discord.as('mo')];

  const own = await (await ada.type('/staff link ada')).message();
  const other = await (await ada.type(`/staff link mo person:<@${mo.id}>`)).message();
  const listed = await (await mo.type('/staff list')).message();
  const unlinked = await (await ada.type(`/staff unlink person:${mo.id}`)).message();

  expect(sentenceOf(own)).toContain(ada.id);
  expect(sentenceOf(own)).toContain('to ada');
  expect(sentenceOf(other)).toContain(`Linked <@${mo.id}> to mo`);
  expect(listed.flags).toBe(64);
  expect(sentenceOf(listed)).toContain('2 linked accounts.');
  expect(listed.embeds[0]?.description).toContain(mo.id);
  expect(sentenceOf(unlinked)).toContain('from mo');
  expect(sentenceOf(await (await ada.type('/staff list')).message())).toContain('1 linked account.');
});

test('a moderator links nobody, not even themselves', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);

  const refused = await (await discord.as('mo').type('/staff link mo')).message();

  expect(sentenceOf(refused)).toBe('Only admins can do this.');
  const listFor = async (who: string) =>
    sentenceOf(await (await discord.as(who).type('/staff list')).message());
  expect(await listFor('ada')).toBe('No linked accounts. Link one with `/staff link`.');
  expect(await listFor('mo')).toBe('No linked accounts. An admin can link one with `/staff link`.');
});

test('more links than an answer holds come as a file in addition', async () => {
  const { url, client } = await pristineDatabase();
  await client.query(`
    insert into steward.staff_links (discord_id, discord_name, user_id, nickname, linked_by_id, linked_by_name)
    select 100000000000000000 + n, 'person' || n, gen_random_uuid(), 'account' || n, '1', 'ada'
    from generate_series(1, 30) n`);
  const { discord } = await startSteward(url);

  const listed = await (await discord.as('mo').type('/staff list')).message();

  expect(listed.attachments.map(({ filename }) => filename)).toEqual(['staff.txt']);
  expect(sentenceOf(listed)).toContain('30 linked accounts');
  expect(listed.embeds[0]?.description?.split('\n')).toHaveLength(6);
});

test('an action of a linked person is in Akkoma’s own moderation log too, where that is enabled', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url, { environment: { MODERATION_LOG: 'true' } });
  const ada = discord.as('ada');
  await (await ada.type('/staff link ada')).message();

  await (await ada.type('/user tag lain x')).message();
  await (await discord.as('mo').type('/user tag lain y')).message();

  const { rows } = await client.query(`select data ->> 'message' as message from moderation_log`);
  expect(rows).toEqual([{ message: '@ada added tags: x to users: @lain' }]);
});

test.for(['/staff pause person:%s reason:x', '/staff link mo person:%s'])(
  'a bot and somebody who is not in the server are refused, and a visitor is named as such: %s',
  async (line) => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const [ada, eve, noor] = [discord.as('ada'), discord.as('eve'), discord.as('noor')];
    noor.leave();
    const said = async (id: string) => (await ada.type(line.replace('%s', id))).message();

    expect(sentenceOf(await said(discord.applicationId))).toBe('Steward is a bot. Bots cannot use Steward.');
    expect(sentenceOf(await said(noor.id))).toBe(
      `No member of this server has the id ${noor.id}. Choose a member of the server.`,
    );
    expect((await client.query('select from steward.actions')).rowCount).toBe(0);
    expect(fieldsOf(await said(eve.id)).Note).toBe('eve has no role that may use Steward.');
  },
);

test('a member who pauses themselves is asked first, since only another admin can end that', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const ada = discord.as('ada');

  const asked = await (await ada.type(`/staff pause ${ada.id} reason:"lost my phone"`)).message();

  expect(sentenceOf(asked)).toBe(`Pause <@${ada.id}>?`);
  expect(fieldsOf(asked).Note).toBe('Nobody can end their own pause: another admin must do it.');
  expect((await client.query('select from steward.pauses')).rowCount).toBe(0);
  await ada.click(asked, buttonOf(asked, 'Run now'));
  await expect
    .poll(() => ada.messages().map(({ embeds }) => [embeds[0]?.title, embeds[0]?.description]))
    .toEqual([['Done', expect.stringMatching(/^Paused <@\d+>\. The pause ends /)]]);
});

test('a member is paused and linked even if Discord does not answer who they are', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const restore = discord.misbehave.outage(/members/);

  const paused = await (
    await discord.as('ada').type(`/staff pause ${discord.as('ivan').id} reason:x`)
  ).message();
  restore();

  expect(sentenceOf(paused)).toMatch(/^Paused <@\d+>/);
});
