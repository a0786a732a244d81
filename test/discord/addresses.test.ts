import { expect, test } from 'vitest';
import { buttonOf } from '../support/buttons.ts';
import { runConsole } from '../support/console.ts';
import { pristineDatabase } from '../support/database.ts';
import { sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { startSteward } from '../support/steward.ts';
import { suggested } from '../support/suggested.ts';

shareSteward();

/** A bot, and remote accounts with a foreign domain, with handles of another domain, and without https. */
async function stage() {
  const { url, client } = await pristineDatabase();
  await client.query(`
    insert into users (id, nickname, ap_id, uri, bio, local, inserted_at, updated_at)
    select gen_random_uuid(), nickname, ap_id, uri, '', false, now(), now()
    from (values
      ('bob@xn--mnchen-3ya.example', 'https://xn--mnchen-3ya.example/users/bob', 'https://xn--mnchen-3ya.example/@bob'),
      ('bob@split.example', 'https://social.split.example/users/bob', 'https://social.split.example/@bob'),
      ('eva@split.example', 'https://social.split.example/users/eva', null),
      ('eva@hidden.onion', 'http://hidden.onion/users/eva', null),
      ('eva@localhost', 'https://localhost/users/eva', null)
    ) as account (nickname, ap_id, uri)`);
  await client.query(
    `insert into instances (host, inserted_at, updated_at) values ('social.split.example', now(), now())`,
  );
  const { discord } = await startSteward(url);
  const [ada, mo] = [discord.as('ada'), discord.as('mo')];
  const active = async (nickname: string) =>
    (await client.query('select is_active from users where nickname = $1', [nickname])).rows[0]?.is_active;
  return { url, client, discord, ada, mo, active };
}

test.for([
  ['@lain', 'lain'],
  ['acct:lain@social.test', 'lain'],
  ['https://social.test/users/lain', 'lain'],
  ['@spam1@spam.example', 'spam1@spam.example'],
  ['https://spam.example/users/spam1', 'spam1@spam.example'],
  ['@bob@münchen.example', 'bob@xn--mnchen-3ya.example'],
  ['https://münchen.example/@bob', 'bob@xn--mnchen-3ya.example'],
  ['bob@social.split.example', 'bob@split.example'],
] as const)('%s is taken for an account in every place: %s', async ([typed, nickname]) => {
  const { url, ada, mo } = await stage();

  expect(sentenceOf(await (await mo.type(`/user tag nickname:${typed} tags:x`)).message())).toContain(
    nickname,
  );
  const shown = await (await mo.type(`/user show ${typed}`)).message();
  expect(sentenceOf(shown)).toMatch(new RegExp(`^${RegExp.escape(nickname)}: `));
  const found = await (await mo.type(`/user search text:"${typed}"`)).message();
  expect(found.embeds[0]?.description).toContain(nickname);
  expect(sentenceOf(await (await mo.type(`/action list target:${typed}`)).message())).toBe('1 action.');
  expect(await suggested(ada, 'user tag', { nickname: typed }, 'nickname')).toContainEqual({
    name: nickname,
    value: nickname,
  });
  const console = await runConsole(['user', 'show', typed, '--json'], {
    DATABASE_URL: url,
    INSTANCE_URL: 'https://social.test',
  });
  expect(console.out).toContain(`"nickname":"${nickname}"`);
});

test.for([
  ['https://split.example/about', 'bob@split.example'],
  ['social.split.example', 'bob@split.example'],
  ['@eva@split.example', 'bob@split.example'],
  ['münchen.example', 'bob@xn--mnchen-3ya.example'],
  ['hidden.onion', 'eva@hidden.onion'],
  ['http://hidden.onion/', 'eva@hidden.onion'],
  ['localhost', 'eva@localhost'],
] as const)('%s is taken for an instance, that of %s', async ([typed, nickname]) => {
  const { ada, active } = await stage();

  const card = await (await ada.type(`/instance deactivate_all instance:${typed}`)).message();
  await (await ada.click(card, buttonOf(card, 'Run now'))).message();

  expect(await active(nickname)).toBe(false);
  expect(await active('spam1@spam.example')).toBe(true);
});

test.for([
  ['münch', { name: 'münchen.example (1)', value: 'xn--mnchen-3ya.example' }],
  ['hidden', { name: 'hidden.onion (1)', value: 'hidden.onion' }],
  ['localh', { name: 'localhost (1)', value: 'localhost' }],
  ['social.split', { name: 'split.example (2)', value: 'split.example' }],
  ['https://split.example', { name: 'split.example (2)', value: 'split.example' }],
] as const)('while %s is typed, its instance is offered', async ([typed, choice]) => {
  const { ada } = await stage();

  expect(await suggested(ada, 'instance deactivate_all', { instance: typed }, 'instance')).toContainEqual(
    choice,
  );
});
