import { describe, expect, test } from 'vitest';
import { searchUsers } from '../../src/akkoma/lookup/search-users.ts';
import { suggestHosts } from '../../src/akkoma/lookup/suggest-hosts.ts';
import { suggestNicknames } from '../../src/akkoma/lookup/suggest-nicknames.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';

const accounts = [
  ['bob@xn--mnchen-3ya.example', 'https://xn--mnchen-3ya.example/users/bob', null],
  ['bob@xn--80adxhks.example', 'https://xn--80adxhks.example/users/bob', null],
  ['bob@split.example', 'https://social.split.example/users/bob', 'https://social.split.example/@bob'],
  ['eva@hidden.onion', 'http://hidden.onion/users/eva', null],
  ['eva@localhost', 'https://localhost/users/eva', null],
  ['pat@plain.example', 'https://pages.example/actors/7', null],
] as const;

async function stage(akkoma: '3.19' | '3.20') {
  const { url, client } = await pristineDatabase(akkoma);
  for (const account of accounts) {
    await client.query(
      `insert into users (id, nickname, ap_id, uri, bio, local, inserted_at, updated_at)
       values (gen_random_uuid(), $1, $2, $3, '', false, now(), now())`,
      [...account],
    );
  }
  await client.query(
    `insert into instances (host, inserted_at, updated_at) values ('social.split.example', now(), now())`,
  );
  const { database, dependencies } = performOn(url);
  const { instance } = dependencies;
  const em = () => database.em.fork();
  return {
    hosts: async (typed: string) =>
      (await suggestHosts(em(), instance, typed)).map(({ shown, host }) => `${shown} = ${host}`),
    nicknames: async (typed: string) =>
      (await suggestNicknames(em(), instance, typed)).map(({ nickname }) => nickname),
    found: async (text: string) =>
      (await searchUsers(em(), instance, { text, addresses: false }, { limit: 20 })).map(
        ({ nickname }) => nickname,
      ),
  };
}

describe.for(['3.19', '3.20'] as const)('in the tables of Akkoma %s', (akkoma) => {
  test('hosts are suggested as they are typed, with the form that servers use as their value', async () => {
    const { hosts } = await stage(akkoma);

    expect(await hosts('münch')).toEqual(['münchen.example = xn--mnchen-3ya.example']);
    expect(await hosts('https://münchen.example/about')).toEqual([
      'münchen.example = xn--mnchen-3ya.example',
    ]);
    expect(await hosts('МОС')).toEqual(['москва.example = xn--80adxhks.example']);
    expect(await hosts('xn--mn')).toEqual(['xn--mnchen-3ya.example = xn--mnchen-3ya.example']);
    expect(await hosts('@spam1@spam.ex')).toContain('spam.example = spam.example');
    expect(await hosts('acct:x@friendly')).toEqual(['friendly.example = friendly.example']);
    expect(await hosts('\u2068friendly')).toEqual(['friendly.example = friendly.example']);
    expect(await hosts('social.spl')).toEqual(['split.example = split.example']);
    expect(await hosts('split')).toEqual(['split.example = split.example']);
    expect(await hosts('hidden')).toEqual(['hidden.onion = hidden.onion']);
    expect(await hosts('localh')).toEqual(['localhost = localhost']);
  });

  test('accounts are suggested for addresses, and for domains as people see them', async () => {
    const { nicknames } = await stage(akkoma);

    expect(await nicknames('@lain')).toEqual(['lain']);
    expect(await nicknames('acct:lain@social.test')).toEqual(['lain']);
    expect(await nicknames('lain@social.te')).toEqual(['lain']);
    expect(await nicknames('https://social.test/users/lain')).toEqual(['lain']);
    expect(await nicknames('https://spam.example/users/spam1')).toEqual(['spam1@spam.example']);
    expect(await nicknames('https://social.split.example/@bob')).toEqual(['bob@split.example']);
    expect(await nicknames('\u2068https://pages.example/actors/7\u2069')).toEqual(['pat@plain.example']);
    expect(await nicknames('bob@social.split.example')).toEqual(['bob@split.example']);
    expect(await nicknames('bob@mün')).toEqual(['bob@xn--mnchen-3ya.example']);
    expect(await nicknames('bob@münchen.example')).toEqual(['bob@xn--mnchen-3ya.example']);
  });

  test('a search finds what an address means', async () => {
    const { found } = await stage(akkoma);

    expect(await found('bob@münchen.example')).toEqual(['bob@xn--mnchen-3ya.example']);
    expect(await found('münchen.example')).toEqual(['bob@xn--mnchen-3ya.example']);
    expect(await found('bob@social.split.example')).toEqual(['bob@split.example']);
    expect(await found('lain@social.test')).toEqual(['lain']);
    expect(await found('hidden.onion')).toEqual(['eva@hidden.onion']);
  });
});
