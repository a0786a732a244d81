import { describe, expect, test } from 'vitest';
import type { AkkomaRelease } from '../../sandbox/database/releases.ts';
import { searchUsers } from '../../src/akkoma/lookup/search-users.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';

/** Returns a search over the world with a few more accounts in it. */
async function world(akkoma: AkkomaRelease = '3.19') {
  const { url, client } = await pristineDatabase(akkoma);
  const { database, dependencies } = performOn(url);
  await client.query(
    `insert into users (id, nickname, name, ap_id, bio, local, email, inserted_at, updated_at)
     select ('00000300-0000-0000-0000-00000000000' || n)::uuid, nickname, name, 'https://x.example/' || nickname, '',
       nickname not like '%@%', email, now(), now()
     from unnest(
       array['bobby', 'bob2@elsewhere.example', 'zoe', 'yan', 'internal.bob'],
       array['Bobby', 'Robert', 'Bob the second', 'Yan', 'Bob'],
       array['bobby@mail.example', null, 'zoe@mail.example', 'bob.yan@mail.example', null]
     ) with ordinality as account (nickname, name, email, n)`,
  );
  const search = async (text: string, { addresses = false, after = '', before = '', limit = 50 } = {}) =>
    (
      await searchUsers(
        database.em.fork(),
        dependencies.instance,
        { text, addresses },
        { after: after || undefined, before: before || undefined, limit },
      )
    ).map(({ nickname, id }) => ({ nickname, id }));
  const names = async (...args: Parameters<typeof search>) =>
    (await search(...args)).map(({ nickname }) => nickname);
  return { client, search, names };
}

test('the exact nickname comes first, then nicknames that begin with it, then accounts with matching words', async () => {
  const { names } = await world();

  expect(await names('BOB')).toEqual(['bob', 'bob2@elsewhere.example', 'bobby', 'zoe']);
});

test('local and remote accounts are found by host and by name', async () => {
  const { names } = await world();

  expect(await names('friendly.example')).toEqual(
    [1, 2, 3, 4].map((number) => `friend${number}@friendly.example`),
  );
  expect(await names('second')).toEqual(['zoe']);
  expect(await names('Ada Adm')).toEqual(['ada']);
});

test('deactivated accounts are found, internal actors are not', async () => {
  const { names } = await world();

  expect(await names('erin')).toEqual(['erin']);
  expect(await names('internal')).toEqual([]);
});

test('e-mail addresses match only for callers who may see them, whole or by their beginning', async () => {
  const { names } = await world();

  expect(await names('bob.yan@mail.example')).toEqual([]);
  expect(await names('bob.yan@mail.example', { addresses: true })).toEqual(['yan']);
  expect(await names('BOB.YA', { addresses: true })).toEqual(['yan']);
  expect(await names('mail.example', { addresses: true })).toEqual([]);
});

test.for(['3.19', '3.21'] as const)(
  'an exact match is first, on every page, in the tables of Akkoma %s',
  async (akkoma) => {
    const { client, search, names } = await world(akkoma);
    await client.query(
      `insert into users (id, nickname, name, ap_id, bio, local, email, inserted_at, updated_at)
     select ('00000200-0000-0000-0000-00000000000' || n)::uuid, nickname, name, 'https://x.example/' || nickname, '',
       true, email, now(), now()
     from unnest(
       array['quoter', 'smithers', 'smithy', 'other'],
       array['Not bob.yan@mail.example', 'Zoe Smithers', 'Zoe Smith', 'Not lain@social.test'],
       array[null, null, null, null]
     ) with ordinality as account (nickname, name, email, n)`,
    );
    const paged = async (text: string, direction: 'after' | 'before', start = '') => {
      const pages: (string | null)[] = [];
      for (let [user] = await search(text, { limit: 1, [direction]: start }); user !== undefined; ) {
        pages.push(user.nickname);
        [user] = await search(text, { limit: 1, [direction]: user.id });
      }
      return pages;
    };

    expect(await names('zoe smith')).toEqual(['smithy', 'smithers']);
    expect(await paged('ZOE SMITH', 'after')).toEqual(['smithy', 'smithers']);
    const last = (await search('zoe smith')).at(-1)?.id;
    expect(await paged('zoe smith', 'before', last)).toEqual(['smithy']);
    expect((await names('bob.yan@mail.example', { addresses: true }))[0]).toBe('yan');
    expect((await names('LAIN@social.test'))[0]).toBe('lain');
  },
);

test('no typed character is an operator or a pattern', async () => {
  const { names } = await world();

  for (const text of ['%', '_', "'", '!', ':*', '&', "bob'--", '\\', '(', "' | 'bob"]) {
    expect(await names(text, { addresses: true })).not.toContain('mo');
  }
});

test.for(['bob', 'spam', 'example'])(
  'pages join into the whole list, forwards and backwards, at any size: %s',
  async (text) => {
    const { search } = await world();
    const whole = await search(text, { limit: 100 });
    expect(whole.length).toBeGreaterThan(3);

    for (const limit of [1, 3, 4]) {
      const forwards = [];
      for (let page = await search(text, { limit }); page.length > 0; ) {
        forwards.push(...page);
        page = await search(text, { limit, after: page.at(-1)?.id ?? '' });
      }
      expect(forwards).toEqual(whole);

      const backwards = whole.slice(-1);
      for (let page = backwards; page.length > 0; ) {
        page = await search(text, { limit, before: page.at(0)?.id ?? '' });
        backwards.unshift(...page);
      }
      expect(backwards).toEqual(whole);
    }
  },
);

describe('where Akkoma has an index of the words of names alone', () => {
  test('accounts are found by the beginning of a nickname or a host, and by words of their name', async () => {
    const { names } = await world('3.21');

    expect(await names('BOB')).toEqual(['bob', 'bob2@elsewhere.example', 'bobby', 'zoe']);
    expect(await names('friendly.ex')).toEqual(
      [1, 2, 3, 4].map((number) => `friend${number}@friendly.example`),
    );
    expect(await names('second')).toEqual(['zoe']);
    expect(await names('example')).toEqual([]);
  });

  test('no typed character is an operator or a pattern', async () => {
    const { names } = await world('3.21');

    for (const text of ['%', '_', "'", '!', ':*', '&', "bob'--", '\\', '(', "' | 'bob", '.', '-'])
      expect(await names(text, { addresses: true })).not.toContain('mo');
  });
});
