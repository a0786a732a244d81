import { describe, expect, test } from 'vitest';
import { noting } from '../../bench/statements.ts';
import type { AkkomaRelease } from '../../sandbox/database/releases.ts';
import { findUser } from '../../src/akkoma/lookup/find-user.ts';
import { ownDatabase, pristineDatabase, type TestDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';

interface Account {
  readonly nickname: string;
  readonly apId: string;
  readonly uri?: string;
  readonly id?: string;
}

async function add({ client }: TestDatabase, ...accounts: readonly Account[]): Promise<void> {
  for (const { nickname, apId, uri = null, id = null } of accounts) {
    await client.query(
      `insert into users (id, nickname, ap_id, uri, bio, local, inserted_at, updated_at)
       values (coalesce($4::uuid, gen_random_uuid()), $1, $2, $3, '', false, now(), now())`,
      [nickname, apId, uri, id],
    );
  }
}

function finding({ url }: TestDatabase) {
  const { database, dependencies } = performOn(url);
  return async (typed: string) => (await findUser(database.em.fork(), dependencies.instance, typed)).nickname;
}

describe.for(['3.19', '3.20'] as const)('in the tables of Akkoma %s', (akkoma: AkkomaRelease) => {
  test.for([
    ['@lain', 'lain'],
    ['LAIN@Social.Test', 'lain'],
    ['acct:lain@social.test', 'lain'],
    ['@spam1@spam.example', 'spam1@spam.example'],
    ['acct:spam1@spam.example', 'spam1@spam.example'],
    ['https://social.test/users/lain', 'lain'],
    ['https://social.test/@lain', 'lain'],
    ['https://social.test/lain', 'lain'],
    ['https://social.test/@spam1@spam.example', 'spam1@spam.example'],
    ['https://spam.example/users/spam1', 'spam1@spam.example'],
    ['https://SPAM.example/users/Upper', 'Upper@SPAM.example'],
    ['https://masto.example/@bob', 'bob@masto.example'],
    ['https://masto.example/@bob/?ref=x#top', 'bob@masto.example'],
    ['https://masto.example/users/bob', 'bob@masto.example'],
    ['https://social.test/users/00000000000000000A', 'bob@masto.example'],
    ['bob@münchen.example', 'bob@xn--mnchen-3ya.example'],
    ['https://münchen.example/users/bob', 'bob@xn--mnchen-3ya.example'],
    ['eva@ünicode.example', 'eva@ünicode.example'],
    ['bob@split.example', 'bob@split.example'],
    ['bob@social.split.example', 'bob@split.example'],
    ['@Bob@Social.Split.example', 'bob@split.example'],
    ['bob@hidden.onion', 'bob@plain.example'],
  ] as const)('%s means %s', async ([typed, nickname]) => {
    const database = await pristineDatabase(akkoma);
    await add(
      database,
      {
        nickname: 'bob@masto.example',
        apId: 'https://masto.example/users/bob',
        uri: 'https://masto.example/@bob',
        id: '00000000-0000-0000-0000-00000000000a',
      },
      { nickname: 'bob@xn--mnchen-3ya.example', apId: 'https://xn--mnchen-3ya.example/users/bob' },
      { nickname: 'eva@ünicode.example', apId: 'https://xn--nicode-2ya.example/users/eva' },
      { nickname: 'bob@split.example', apId: 'https://social.split.example/users/bob' },
      { nickname: 'bobby@split.example', apId: 'https://social.split.example/users/bobby' },
      { nickname: 'bob@plain.example', apId: 'http://hidden.onion/users/bob' },
    );

    expect(await finding(database)(typed)).toBe(nickname);
  });

  test('of two accounts that may be meant, neither is taken, and both are named', async () => {
    const database = await pristineDatabase(akkoma);
    await add(
      database,
      { nickname: 'bob@one.example', apId: 'https://shared.example/users/1' },
      { nickname: 'bob@two.example', apId: 'https://shared.example/users/2' },
      { nickname: 'eva@ü.example', apId: 'https://x.example/users/1' },
      { nickname: 'eva@xn--tda.example', apId: 'https://x.example/users/2' },
      { nickname: 'x@three.example', apId: 'https://three.example/@x' },
      { nickname: 'y@three.example', apId: 'https://three.example/users/y', uri: 'https://three.example/@x' },
    );
    const find = finding(database);

    await expect(find('bob@shared.example')).rejects.toThrow(
      'bob@shared.example may mean bob@one.example or bob@two.example. Use one of these nicknames.',
    );
    await expect(find('eva@ü.example')).rejects.toThrow(/may mean eva@xn--tda\.example or eva@ü\.example/);
    await expect(find('https://three.example/@x')).rejects.toThrow(
      /may mean x@three\.example or y@three\.example/,
    );
    // The handle itself is certain.
    expect(await find('bob@one.example')).toBe('bob@one.example');
  });

  test('an address that no account has is not guessed, but the likely account is named', async () => {
    const find = finding(await pristineDatabase(akkoma));

    await expect(find('https://spam.example/@spam1')).rejects.toThrow(
      'No account https://spam.example/@spam1. Did you mean spam1@spam.example?',
    );
    await expect(find('https://spam.example/about')).rejects.toThrow(
      /^No account https:\/\/spam\.example\/about\. /,
    );
    await expect(find('lain@social.test.elsewhere')).rejects.toThrow(/^No account/);
    await expect(find('https://social.test/notice/lain')).rejects.toThrow(/^No account/);
  });

  test('among many accounts, each step uses an index', async () => {
    const { url, client } = await ownDatabase(akkoma);
    await client.query(
      `insert into users (id, nickname, ap_id, uri, bio, local, inserted_at, updated_at)
       select gen_random_uuid(), 'person' || n || '@host' || n % 7 || '.example', 'https://server' || n % 7 || '.example/' || n,
         'https://server' || n % 7 || '.example/@person' || n, 'x', false, now(), now()
       from generate_series(1, 20000) n`,
    );
    await client.query('analyze users');
    const { database, dependencies } = performOn(url);
    const plans: string[] = [];

    for (const typed of [
      'https://server1.example/@person1',
      'person8@server1.example',
      '@person8@host1.example',
    ]) {
      const sent = await noting(() => findUser(database.em.fork(), dependencies.instance, typed));
      for (const { text, values } of sent.filter((each) => each.text.includes('from users'))) {
        const { rows } = await client.query(`explain ${text}`, values);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
      }
    }

    expect(plans.length).toBeGreaterThanOrEqual(3);
    expect(plans.join('\n')).not.toMatch(/Seq Scan/);
  });
});

test('the domain of the instance itself may be typed as people see it', async () => {
  const database = await pristineDatabase();
  const { database: connection, dependencies } = performOn(database.url);
  const { origin: baseUrl, hostname: host } = new URL('https://münchen.example');
  const own = { ...dependencies.instance, baseUrl, host };

  for (const typed of [
    'lain@münchen.example',
    '@lain@xn--mnchen-3ya.example',
    'https://münchen.example/@lain',
  ]) {
    expect((await findUser(connection.em.fork(), own, typed)).nickname).toBe('lain');
  }
});
