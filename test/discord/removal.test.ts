import type { APIMessage } from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import { akkomaOn } from '../support/akkoma.ts';
import { buttonOf } from '../support/buttons.ts';
import { pristineDatabase } from '../support/database.ts';
import { fieldsOf, sentenceOf } from '../support/sentence.ts';
import { shareSteward } from '../support/shared-steward.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { startSteward } from '../support/steward.ts';

shareSteward();

const notesOf = (message: APIMessage): string =>
  (message.embeds[0]?.fields ?? [])
    .filter(({ name }) => ['Note', 'Notes'].includes(name))
    .map(({ value }) => value)
    .join('\n');

/** Waits for the first message whose content contains the line. */
async function cardSays(reader: { messages(): readonly APIMessage[] }, line: string): Promise<APIMessage> {
  for (;;) {
    const card = reader.messages().find((message) => sentenceOf(message).includes(line));
    if (card !== undefined) return card;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

test('/user delete_activities: an admin sees how much would be deleted, confirms, and it is deleted', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const ada = discord.as('ada');
  const before = await snapshot(client);

  const card = await (await ada.type('/user delete_activities lain reason:spam')).message();

  expect(sentenceOf(card)).toBe('Delete all posts, likes, boosts and reactions of lain?');
  expect(fieldsOf(card)['Would change']).toBe('posts, private ones included: 13 · likes: 1 · boosts: 1');
  expect(changesBetween(before, await snapshot(client))).toEqual({});

  const done = await (await ada.click(card, buttonOf(card, 'Run now'))).message();

  // The card may already say that Steward checks once more.
  expect(sentenceOf(done)).toMatch(/^Deleted the posts, likes, boosts and reactions of lain\./);
  expect(fieldsOf(done)).toMatchObject({
    Deleted: 'posts, private ones included: 13 · likes: 1 · boosts: 1',
    Reason: 'spam',
  });
  const { rows } = await client.query(
    `select is_active, note_count from users where nickname = 'lain'
       and not exists (select from activities where actor = users.ap_id and data ->> 'type' = 'Create')`,
  );
  expect(rows).toEqual([{ is_active: true, note_count: 0 }]);
});

test('/user delete_activities: posts that lain makes while the card waits are deleted too', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const ada = discord.as('ada');
  const card = await (await ada.type('/user delete_activities lain')).message();
  await client.query(
    `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
     select '000001a3-0000-0000-15c9-73e54f0d0000', data || '{"id": "https://social.test/activities/new",
       "object": "https://social.test/objects/new"}', actor, recipients, inserted_at, updated_at
     from activities where actor like '%/lain' and data ->> 'type' = 'Create' limit 1`,
  );

  const done = await (await ada.click(card, buttonOf(card, 'Run now'))).message();

  expect(sentenceOf(done)).toMatch(/^Deleted/);
  const { rows } = await client.query(
    `select from activities where actor like '%/lain' and data ->> 'type' = 'Create'`,
  );
  expect(rows).toHaveLength(0);
});

test('/user rm: an admin reads what cannot be undone, confirms, and the account is removed', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const ada = discord.as('ada');

  const card = await (await ada.type('/user rm lain')).message();

  expect(sentenceOf(card)).toBe('Delete lain permanently?');
  expect(fieldsOf(card)['Would change']).toBe(
    'posts, private ones included: 13 · likes: 1 · boosts: 1 · followers: 6 · follows: 4',
  );
  expect(fieldsOf(card)['⚠️ Cannot be undone']).toMatch(/password and the connections/);
  expect(notesOf(card)).toMatch(/Other servers are not notified/);

  const done = await (await ada.click(card, buttonOf(card, 'Run now'))).message();

  expect(sentenceOf(done)).toMatch(/^Deleted lain. Akkoma deletes the rest in the background./);
  const { rows } = await client.query(`select is_active, email from users where nickname = 'lain'`);
  expect(rows).toEqual([{ is_active: false, email: null }]);
  expect(sentenceOf(await (await ada.type('/user rm lain')).message())).toMatch(
    /has been deleted\. Only an empty account is left/,
  );
});

test('/user rm: the card shows how far Akkoma is, until it has finished', async () => {
  const { url } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const ada = discord.as('ada');
  const card = await (await ada.type('/user rm lain posts_first:false')).message();

  await ada.click(card, buttonOf(card, 'Run now'));

  const waiting = await cardSays(ada, 'Akkoma has not started to delete the rest.');
  expect(fieldsOf(waiting)).toMatchObject({
    'Posts, likes and boosts left': '15 of 15',
    'Follows still to end': '10 of 10',
    'Job queued': expect.stringMatching(/^<t:/),
  });

  await akkomaOn(url);

  const finished = await cardSays(ada, 'Akkoma has deleted the rest.');
  expect(sentenceOf(finished)).toBe('Deleted lain. Akkoma has deleted the rest.');
  expect(fieldsOf(finished)).toMatchObject({ 'Posts, likes and boosts left': '0 of 15' });
});

test('/user rm federate_first: the card reports the account once other servers have received the Deletes of its posts', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const ada = discord.as('ada');
  const card = await (await ada.type('/user rm lain federate_first:true')).message();
  expect(notesOf(card)).toMatch(/stays open until other servers have been notified/);

  await ada.click(card, buttonOf(card, 'Run now'));

  const sending = await cardSays(ada, 'Akkoma is notifying other servers.');
  expect(sentenceOf(sending)).toMatch(
    /^Deleted the posts, likes, boosts and reactions of lain\. Akkoma is notifying other servers\. The account is deleted after that\.$/,
  );
  expect(fieldsOf(sending)).toMatchObject({ 'Messages left to send': '15 of 15' });
  const { rows } = await client.query(`select is_active from users where nickname = 'lain'`);
  expect(rows).toEqual([{ is_active: true }]);

  await akkomaOn(url);

  const finished = await cardSays(ada, 'Akkoma has deleted the rest.');
  expect(sentenceOf(finished)).toMatch(
    /reactions of lain\. The account is now deleted too\. Akkoma has deleted the rest\.$/,
  );
});

test('/user rm: a "no" changes nothing', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);
  const ada = discord.as('ada');
  const before = await snapshot(client);

  const card = await (await ada.type('/user rm lain posts_first:false')).message();
  expect(notesOf(card)).toMatch(/five seconds at a time/);
  await (await ada.click(card, buttonOf(card, 'Cancel'))).message();

  expect(changesBetween(before, await snapshot(client))).toEqual({});
});

test('/user fix_follow_state: a moderator repairs a follow, and sees its state before and after', async () => {
  const { url, client } = await pristineDatabase();
  const { discord } = await startSteward(url);

  const typed = await discord.as('mo').type('/user fix_follow_state gina friend4@friendly.example');
  const message = await typed.message();

  expect(sentenceOf(message)).toMatch(/^Rejected the follow request of gina to friend4@friendly\\?.example/);
  expect(fieldsOf(message)).toMatchObject({
    Before: 'request "accept", not following',
    Now: 'request "reject", not following',
  });
  const { rows } = await client.query(
    `select data ->> 'state' as state from activities where data ->> 'id' = $1`,
    ['https://social.test/activities/26d50908-5b10-4604-aaa0-10bb412ed3c1'],
  );
  expect(rows).toEqual([{ state: 'reject' }]);
});

describe('a caller is refused', () => {
  test.for([
    ['a moderator', 'mo', '/user delete_activities lain', /Only admins can do this/],
    ['a moderator', 'mo', '/user rm lain', /Only admins can do this/],
    ['a visitor', 'eve', '/user delete_activities lain', /Only admins can do this/],
    ['a visitor', 'eve', '/user rm lain', /Only admins can do this/],
    [
      'a visitor',
      'eve',
      '/user fix_follow_state gina friend4@friendly.example',
      /Only moderators and admins can do this/,
    ],
    ['an admin', 'ada', '/user delete_activities dave', /dave has no posts/],
    ['an admin', 'ada', '/user rm spam1@spam.example', /remote account/],
    ['a moderator', 'mo', '/user fix_follow_state lain friend1@friendly.example', /already correct/],
  ] as const)('%s (%s): %s', async ([, who, line, sentence]) => {
    const { url, client } = await pristineDatabase();
    const { discord } = await startSteward(url);
    const before = await snapshot(client);
    const [, command = '', one = '', two = ''] = /^\/(user \S+) (\S+) ?(\S*)$/.exec(line) ?? [];
    const options = two === '' ? { nickname: one } : { local_user: one, remote_user: two };

    const message = await (await discord.as(who).command(command, options)).message();

    expect(sentenceOf(message)).toMatch(sentence);
    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });
});
