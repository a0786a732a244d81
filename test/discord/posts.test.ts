import { MessageFlags } from 'discord-api-types/v10';
import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { startTeam } from '../support/team.ts';

shareSteward();

async function stage(environment = {}) {
  const { url, client } = await pristineDatabase('3.21 moderation');
  const { discord } = await startSteward(url, { environment });
  const answerOf = (person: string) => async (line: string) =>
    (await discord.as(person).type(line)).message();
  return { client, discord, mo: answerOf('mo'), ada: answerOf('ada') };
}

test('/post show tells the caller alone who, when, to whom and what, with its media as hidden links', async () => {
  const { mo } = await stage();

  const message = await mo('/post show https://social.test/objects/1e92bb2f-d91d-4cbf-abff-a62376d64f2e');

  expect(message.flags).toBe(MessageFlags.Ephemeral);
  expect(sentenceOf(message)).toBe('Post by bob: local, public.');
  expect(message.embeds[0]?.description).toContain('look at this cat');
  expect(fieldsOf(message)).toMatchObject({
    Media:
      '||[image/png](https://media.social.test/media/6b7fa434f92a8b80aab02d9bf1a12e49ffcae424e4013a1c4f68b67e3d2bbcd0.png) a cat||',
    Post: expect.stringMatching(/^Published <t:\d+:R> · 1 reply · 2 likes · 2 boosts$/),
  });
  expect(message.embeds[0]?.image).toBeUndefined();
});

test('a content warning is respected, and marks, a poll and a pin are named', async () => {
  const { mo } = await stage();

  const warned = await mo('/post show BCux7kMpeqrad1QVF2');
  expect(sentenceOf(warned)).toBe('Post by heidi: local, public, sensitive.');
  expect(warned.embeds[0]?.description).toContain('Content warning: warning\n||something under a warning||');
  expect(sentenceOf(await mo('/post show BCux7CiclK5oGlMQUK'))).toBe('Post by bob: local, public, poll.');
  expect(sentenceOf(await mo('/post show BCux7QAkk3JjzlcZdY'))).toBe('Post by carol: local, public, pinned.');
});

test('bars in a post do not end its spoiler, and a long post stays hidden where it is cut', async () => {
  const { client, mo } = await stage();
  await client.query(
    `update objects set data = data || jsonb_build_object('summary', '||', 'content', '|| secret ||' || repeat('|| ', 2000))
     where data ->> 'content' = 'something under a warning'`,
  );

  const { embeds } = await mo('/post show BCux7kMpeqrad1QVF2');

  const description = embeds[0]?.description ?? '';
  const bars = [...description.matchAll(/\\.|\|\|/gsu)].filter(([found]) => found === '||');
  expect(bars).toHaveLength(2);
  expect(description.indexOf('secret')).toBeGreaterThan(bars[0]?.index ?? 0);
  expect(description.trimEnd().endsWith('||')).toBe(true);
});

test.for([
  ['for followers only', 'BCux7x5ENbVa4CI86y', 'followers only words'],
  ['a direct message', 'BCux83RQjypZmmiwXw', '@bob'],
] as const)('the text of a post that is %s is for admins', async ([what, post, words]) => {
  const { mo, ada } = await stage();

  const toModerator = await mo(`/post show ${post}`);
  expect(JSON.stringify(toModerator)).not.toContain(words);
  expect(fieldsOf(toModerator).Text).toBe(`Only admins can read it: it is ${what}.`);
  expect(JSON.stringify(await ada(`/post show ${post}`))).toContain(words);
});

test('a post is marked, hidden and deleted, by any link, and the answers name it by its ID', async () => {
  const { discord, ada } = await stage();
  const post = 'https://social.test/notice/BCux75xxrtCjKJU4vY';

  expect(sentenceOf(await ada(`/post mark_sensitive ${post}`))).toBe(
    'Marked the post BCux75xxrtCjKJU4vY of bob as sensitive.',
  );
  expect(sentenceOf(await ada(`/post mark_sensitive ${post}`))).toBe(
    'The post BCux75xxrtCjKJU4vY of bob is already marked as sensitive.',
  );
  expect(sentenceOf(await ada(`/post set_visibility ${post} private`))).toBe(
    'The post BCux75xxrtCjKJU4vY of bob is now visible to followers only.',
  );
  const asked = await ada(`/post delete ${post}`);
  expect(sentenceOf(asked)).toBe('Delete the post BCux75xxrtCjKJU4vY of bob?');
  expect(fieldsOf(asked)).toMatchObject({
    'Would change': 'likes: 2 · boosts: 2',
    Notes: expect.stringContaining('Replies stay: 1.'),
  });
  expect(fieldsOf(asked).Notes).toContain(
    'Undo restores it on this instance only: copies that other servers have deleted stay deleted.',
  );
  const done = await (await discord.as('ada').click(asked, buttonOf(asked, 'Run now'))).message();
  expect(sentenceOf(done)).toContain('Deleted the post BCux75xxrtCjKJU4vY of bob.');
  expect(sentenceOf(await ada(`/post show ${post}`))).toMatch(/^No post/);
});

test('a moderator deletes a post, but not one of staff', async () => {
  const { client, discord, mo } = await stage();
  await client.query(`update users set is_moderator = true where nickname = 'carol'`);

  expect(sentenceOf(await mo('/post delete BCux7QAkk3JjzlcZdY'))).toBe(
    'carol is a moderator of the instance. Only admins can do this.',
  );
  const asked = await mo('/post delete BCux75xxrtCjKJU4vY');
  const done = await (await discord.as('mo').click(asked, buttonOf(asked, 'Run now'))).message();

  expect(sentenceOf(done)).toContain('Deleted the post BCux75xxrtCjKJU4vY of bob.');
  const { rows } = await client.query(`select tier, state from steward.actions`);
  expect(rows).toMatchObject([{ tier: 'sensitive' }]);
});

test('a moderator restores the post that they deleted, with its likes', async () => {
  const { client, discord, mo } = await stage();
  const asked = await mo('/post delete BCux75xxrtCjKJU4vY');
  await (await discord.as('mo').click(asked, buttonOf(asked, 'Run now'))).message();

  const undone = await mo('/action undo 1');

  expect(sentenceOf(undone)).toBe('Undid action 1: delete the post BCux75xxrtCjKJU4vY of bob.');
  expect(fieldsOf(undone)).toMatchObject({
    Changes:
      'posts restored: 1 · likes restored: 2 · boosts restored: 2 · notifications restored: 4 · bookmarks restored: 1',
  });
  expect(sentenceOf(await mo('/post show BCux75xxrtCjKJU4vY'))).toBe('Post by bob: local, public.');
  const { rows } = await client.query('select state from steward.actions order by id');
  expect(rows).toEqual([{ state: 'undone' }, { state: 'done' }]);
});

test('the answer to an undo says what stays deleted, before and after', async () => {
  const { client, ada, discord } = await stage({ AKKOMA_CLEANUP_ATTACHMENTS: 'true' });
  const asked = await ada('/post delete BCux75xxrtCjKJU4vY');
  expect(fieldsOf(asked).Notes).toContain(
    'Undo does not bring back its media once Akkoma has deleted the files.',
  );
  await (await discord.as('ada').click(asked, buttonOf(asked, 'Run now'))).message();
  await client.query(`update oban_jobs set state = 'completed', attempt = 1`);

  const dry = await ada('/action undo 1 dry_run:true');
  expect(fieldsOf(dry).Notes).toContain(
    'Other servers were told of the deletion of 1 post. Copies that they have deleted stay deleted.',
  );
  expect(fieldsOf(dry).Notes).toContain(
    'Akkoma has begun to delete the media of 1 post. Deleted files stay deleted.',
  );
  expect(fieldsOf(await ada('/action undo 1'))).toMatchObject({
    'Stays deleted': 'copies of 1 post on other servers; media of 1 post',
  });
});

test('a moderator does not restore a post of staff', async () => {
  const { client, discord, ada, mo } = await stage({ APPROVALS_DESTRUCTIVE: '0' });
  await client.query(`update users set is_moderator = true where nickname = 'carol'`);
  const asked = await ada('/post delete BCux7QAkk3JjzlcZdY reason:spam');
  await (await discord.as('ada').click(asked, buttonOf(asked, 'Run now'))).message();

  expect(sentenceOf(await mo('/action undo 1'))).toBe('Only admins can do this.');
});

test('a moderator deletes a post, and restores it, after the approval of an admin each time', async () => {
  const database = await pristineDatabase('3.21 moderation');
  const team = await startTeam({ APPROVALS_SENSITIVE: '1' }, database);

  const card = await team.ask('mo', '/post delete BCux75xxrtCjKJU4vY reason:spam');
  await card.approve('ada');

  await expect.poll(() => team.stateOf(card.action)).toMatch(/^(following|done)$/);

  const undo = await team.ask('mo', `/action undo ${card.action} reason:wrong`);
  expect(await team.stateOf(undo.action)).toBe('proposed');
  await undo.approve('ada');
  await expect.poll(() => team.stateOf(card.action)).toBe('undone');
});

test('two links to one post are the same request', async () => {
  const { client, ada } = await stage({ APPROVALS_SENSITIVE: '1' });

  await ada('/post delete BCux75xxrtCjKJU4vY reason:spam');
  const again = await ada('/post delete https://social.test/notice/BCux75xxrtCjKJU4vY reason:spam');

  expect(sentenceOf(again)).toMatch(/^You already requested this/);
  const { rows } = await client.query('select args from steward.actions');
  expect(rows).toEqual([{ args: { post: 'BCux75xxrtCjKJU4vY' } }]);
});

test('several posts of an account are deleted as one action, and restored by one undo', async () => {
  const { client, discord, mo } = await stage();
  const posts = 'BCux7CiclK5oGlMQUK BCux75xxrtCjKJU4vY';

  const asked = await mo(`/post delete post:"${posts.replace(' ', ', ')}"`);
  expect(sentenceOf(asked)).toBe('Delete 2 posts of bob?');
  expect(fieldsOf(asked)).toMatchObject({
    'Would change': 'posts: 2 · likes: 2 · boosts: 2',
    Notes: expect.stringContaining('Polls among them: 1.'),
  });
  const done = await (await discord.as('mo').click(asked, buttonOf(asked, 'Run now'))).message();
  expect(sentenceOf(done)).toContain('Deleted 2 posts of bob.');
  for (const post of posts.split(' ')) expect(sentenceOf(await mo(`/post show ${post}`))).toMatch(/^No post/);

  const undone = await mo('/action undo 1');
  expect(sentenceOf(undone)).toBe('Undid action 1: delete 2 posts of bob.');
  expect(sentenceOf(await mo('/post show BCux7CiclK5oGlMQUK'))).toBe('Post by bob: local, public, poll.');
  const { rows } = await client.query('select args from steward.actions order by id limit 1');
  expect(rows).toEqual([{ args: { post: posts.split(' ').toSorted().join(', ') } }]);
});

test('posts of two accounts are not deleted at once, and the one that is missing is named', async () => {
  const { mo } = await stage();

  expect(sentenceOf(await mo('/post delete post:"BCux7CiclK5oGlMQUK BCux7QAkk3JjzlcZdY"'))).toBe(
    'These posts are by bob and by carol. Delete those of one account at a time.',
  );
  expect(sentenceOf(await mo('/post delete post:"BCux7CiclK5oGlMQUK BCux7QAkk3JjzlcZdZ"'))).toMatch(
    /^No post `BCux7QAkk3JjzlcZdZ`\./,
  );
});
