import { expect, test } from 'vitest';
import { pristineDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
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

test('a moderator links nobody, not even themselves, and an invalid person is explained', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);

  const refused = await (await discord.as('mo').type('/staff link mo')).message();
  const slip = await (await discord.as('ada').type('/staff link ada person:@ada')).message();

  expect(sentenceOf(refused)).toBe('Only admins can do this.');
  expect(sentenceOf(slip)).toContain('a mention or a Discord id');
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
