import { expect, test } from 'vitest';
import { noting } from '../../bench/statements.ts';
import { findPost, readPostNumbers } from '../../src/akkoma/posts/index.ts';
import { ownDatabase, pristineDatabase, type TestDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';

/** Returns a function that finds a post and says whose it is, and which. */
function finding({ url }: TestDatabase) {
  const { database, dependencies } = performOn(url);
  return async (typed: string) => {
    const { id, author } = await findPost(database.em.fork(), dependencies.instance, typed);
    return `${id} of ${author?.nickname}`;
  };
}

test.for([
  ['its ID', 'BCux75xxrtCjKJU4vY'],
  ['its ID as the moderation log names it', ' #BCux75xxrtCjKJU4vY'],
  ['its page', 'https://social.test/notice/BCux75xxrtCjKJU4vY'],
  ['its page under the name of its author', 'https://social.test/@bob/posts/BCux75xxrtCjKJU4vY'],
  ['its address', 'https://social.test/objects/1e92bb2f-d91d-4cbf-abff-a62376d64f2e'],
  ['its address with an anchor', 'https://social.test/objects/1e92bb2f-d91d-4cbf-abff-a62376d64f2e#top'],
  ['the address of its activity', 'https://social.test/activities/3d0c98d2-9a0f-45b7-b187-e7a7d2e6675b'],
] as const)('a post is found by %s', async ([, typed]) => {
  expect(await finding(await pristineDatabase('3.21 moderation'))(typed)).toBe('BCux75xxrtCjKJU4vY of bob');
});

test('a remote post is found by its address, its activity, and its page on Mastodon', async () => {
  const database = await pristineDatabase('3.21 moderation');
  const find = finding(database);
  await database.client.query(`
    update objects set data = data || '{"id": "https://spam.example/users/spam1/statuses/112"}' where data ->> 'id' like '%/r2'`);
  await database.client.query(`
    update activities set data = data || '{"object": "https://spam.example/users/spam1/statuses/112"}'
    where data ->> 'object' like '%/r2'`);

  expect(await find('https://spam.example/objects/r1')).toBe('BCux8n3b8v6FGBvYmm of spam1@spam.example');
  expect(await find('https://spam.example/activities/r1')).toBe('BCux8n3b8v6FGBvYmm of spam1@spam.example');
  expect(await find('https://spam.example/@spam1/112')).toBe('BCux8nmyQDObWv9nVo of spam1@spam.example');
});

test('the page of a post on another server is not taken for one of this instance', async () => {
  const find = finding(await pristineDatabase('3.21 moderation'));

  await expect(find('https://far.example/notice/BCux75xxrtCjKJU4vY')).rejects.toThrow(/^No post/);
});

test.for([
  ['nothing', 'nonsense'],
  ['a like', 'BCux8iJ0oBSUWY6IcK'],
  ['a report', 'BCux8pqwkPlJvp1zyy'],
  ['a vote in a poll', 'BCux8go8NVAHsUe7qi'],
  ['an account', 'https://social.test/users/lain'],
] as const)('%s is no post, and the sentence says what is taken', async ([, typed]) => {
  const find = finding(await pristineDatabase('3.21 moderation'));

  await expect(find(typed)).rejects.toThrow(
    `No post ${typed}. Use its link, such as https://social.test/notice/… or https://social.test/objects/…, the link of the original on its own server, or its ID.`,
  );
});

test('a boost is no post, and the sentence names the one that it boosts', async () => {
  const find = finding(await pristineDatabase('3.21 moderation'));

  await expect(find('BCux8jdFsPFGdcZyoC')).rejects.toThrow(
    'BCux8jdFsPFGdcZyoC is a boost by lain, and no post. Use the link of the boosted post: https://social.test/objects/1e92bb2f-d91d-4cbf-abff-a62376d64f2e.',
  );
});

test.for(['3.13.2', '3.21'] as const)(
  'among many activities of %s, each part uses an index',
  async (release) => {
    const { url, client } = await ownDatabase(`${release} moderation`);
    // The triggers would count each of them.
    await client.query('alter table activities disable trigger user');
    await client.query(
      `insert into objects (data, inserted_at, updated_at)
     select jsonb_build_object('id', 'https://far.example/objects/' || n, 'type', 'Note',
       'actor', 'https://far.example/users/' || n % 99), now(), now() from generate_series(1, 5000) n`,
    );
    await client.query(
      `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
     select gen_random_uuid(), jsonb_build_object('id', 'https://far.example/activities/' || n, 'type', 'Create',
       'actor', 'https://far.example/users/' || n % 99, 'object', 'https://far.example/objects/' || n),
       'https://far.example/users/' || n % 99, '{}', now(), now() from generate_series(1, 5000) n`,
    );
    await client.query('analyze');
    const { database, dependencies } = performOn(url);
    const plans: string[] = [];

    const sent = await noting(async () => {
      for (const typed of ['BCux75xxrtCjKJU4vY', 'https://far.example/objects/17']) {
        const em = database.em.fork();
        await readPostNumbers(em, dependencies.instance, await findPost(em, dependencies.instance, typed));
      }
    });
    for (const { text, values } of sent.filter((each) => /activities/.test(each.text))) {
      const { rows } = await client.query(`explain ${text}`, values);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    }

    expect(plans.length).toBeGreaterThanOrEqual(4);
    expect(plans.join('\n')).not.toMatch(/Seq Scan on (activities|objects)/);
  },
);
