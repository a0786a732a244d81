import type { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { deletePost } from '../../../src/operations/posts/delete-post.ts';
import { markSensitive } from '../../../src/operations/posts/mark-post.ts';
import { setPostVisibility } from '../../../src/operations/posts/set-post-visibility.ts';
import { pristineDatabase } from '../../support/database.ts';
import { linkedTo, performOn, tester } from '../../support/perform.ts';
import { changesBetween, snapshot } from '../../support/snapshot.ts';
import { statementsDuring } from '../../support/statements.ts';

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/** Bob's post with a picture, with likes and boosts, by its FlakeId and its address. */
const ofBob = 'BCux75xxrtCjKJU4vY';
const url = 'https://social.test/objects/1e92bb2f-d91d-4cbf-abff-a62376d64f2e';
/** A post of spam1@spam.example. */
const remote = 'BCux8n3b8v6FGBvYmm';

const deletionOf = (post: string) => ({ ...request, operation: deletePost, args: { post } });

const deletes = async (client: Client) =>
  (
    await client.query(
      `select actor, data ->> 'object' as object from activities where data ->> 'type' = 'Delete'`,
    )
  ).rows;

/** Likes, boosts and replies of bob's post, as the server stores them. */
const crowd = (client: Client, size: number) =>
  client.query(
    `insert into activities (id, data, actor, recipients, inserted_at, updated_at)
     select ('000001a3-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid,
       jsonb_build_object('id', 'https://far.example/' || n, 'type', case when n % 2 = 0 then 'Like' else 'Announce' end,
         'actor', 'https://far.example/users/' || n, 'object', $1::text, 'to', '[]'::jsonb, 'cc', '[]'::jsonb),
       'https://far.example/users/' || n, '{}', '2026-11-29', '2026-11-29'
     from generate_series(1, $2::integer) as n`,
    [url, size],
  );

test.for([
  ['deleting', deletePost, { post: ofBob }],
  ['marking', markSensitive, { post: ofBob }],
  ['hiding', setPostVisibility, { post: ofBob, visibility: 'private' as const }],
] as const)(
  '%s takes as many statements for one like as for 400 likes and boosts',
  async ([, operation, args]) => {
    const counts: number[] = [];
    for (const size of [1, 400]) {
      const { url: database, client } = await pristineDatabase('3.21 moderation');
      await crowd(client, size);
      const { perform } = performOn(database);
      counts.push(
        await statementsDuring(() =>
          perform({ ...request, operation: operation as typeof deletePost, args }),
        ),
      );
    }

    expect(counts[0]).toBeGreaterThan(5);
    expect(counts[1]).toBe(counts[0]);
  },
);

describe('the deletion of a post', () => {
  test('is in the name of its author, so that the servers of the author’s followers learn of it', async () => {
    const { url: database, client } = await pristineDatabase('3.21 moderation');
    const caller = await linkedTo(client, 'mo');

    const { plan } = await performOn(database).perform({ ...deletionOf(ofBob), caller });

    expect(plan.counts).toEqual({ likes: 2, boosts: 2, reactions: 0 });
    expect(await deletes(client)).toEqual([{ actor: 'https://social.test/users/bob', object: url }]);
    expect((await client.query(`select from oban_jobs where args ->> 'op' = 'publish'`)).rowCount).toBe(1);
  });

  test.for([
    ['mo', 'https://social.test/users/mo'],
    ['', 'https://social.test/internal/fetch'],
  ] as const)('is of a remote post in the name of "%s", and stays here', async ([linked, actor]) => {
    const { url: database, client } = await pristineDatabase('3.21 moderation');
    const caller = linked === '' ? tester : await linkedTo(client, linked);

    const { plan } = await performOn(database).perform({ ...deletionOf(remote), caller });

    expect(JSON.stringify(plan.warnings)).toContain('social.test');
    expect(await deletes(client)).toMatchObject([{ actor }]);
    expect((await client.query(`select from oban_jobs where args ->> 'op' = 'publish'`)).rowCount).toBe(0);
  });

  test('happens again where Akkoma’s server writes the post back', async () => {
    const { url: database, client } = await pristineDatabase('3.21 moderation');
    const { perform, follow } = performOn(database);
    const { rows } = await client.query(`select id, data from objects where data ->> 'id' = $1`, [url]);
    const { actionId } = await perform(deletionOf(ofBob));
    await client.query('update objects set data = $2 where id = $1', [rows[0].id, rows[0].data]);

    await follow({ action: actionId });

    const { rows: after } = await client.query(`select data ->> 'type' as type from objects where id = $1`, [
      rows[0].id,
    ]);
    expect(after).toEqual([{ type: 'Tombstone' }]);
  });

  test('of a post of staff is destructive, and names the role', async () => {
    const { url: database, client } = await pristineDatabase('3.21 moderation');
    await client.query(`update users set is_moderator = true where nickname = 'bob'`);

    const { plan } = await performOn(database).perform(deletionOf(ofBob));

    expect(plan).toMatchObject({ tier: 'destructive', role: 'moderator', facts: { post: ofBob } });
  });
});

describe('a visibility', () => {
  const wanted = (post: string, visibility: 'public' | 'unlisted' | 'private') => ({
    ...request,
    operation: setPostVisibility,
    args: { post, visibility },
  });
  const addressed = `
    update activities set data = data || $1, recipients = $2 where data ->> 'object' = '${url}' and data ->> 'type' = 'Create'`;

  test('is not changed where it is direct: nobody else is shown a direct message', async () => {
    const { url: database, client } = await pristineDatabase('3.21 moderation');
    await client.query(addressed, [
      { to: ['https://social.test/users/ada'], cc: [] },
      ['https://social.test/users/ada'],
    ]);
    const before = await snapshot(client);

    const { perform } = performOn(database);

    await expect(perform(wanted(ofBob, 'public'))).rejects.toThrow(
      /is a direct message\. Steward does not show it/,
    );
    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });

  test('of a post for this instance only becomes that of its followers only', async () => {
    const { url: database, client } = await pristineDatabase('3.21 moderation');
    const here = ['https://social.test/#Public', 'https://social.test/users/bob/followers'];
    await client.query(addressed, [{ to: here.slice(0, 1), cc: here.slice(1) }, here]);
    const { perform } = performOn(database);

    await perform(wanted(ofBob, 'private'));

    const { rows } = await client.query(
      `select a.data -> 'to' as to, o.data -> 'to' as shown, recipients from activities a
       join objects o on o.data ->> 'id' = a.data ->> 'object' where o.data ->> 'id' = $1 and a.data ->> 'type' = 'Create'`,
      [url],
    );
    expect(rows).toEqual([{ to: here.slice(1), shown: here.slice(1), recipients: here.slice(1) }]);
  });

  test('that shows a post to more people is sensitive, and asks', async () => {
    const { url: database, client } = await pristineDatabase('3.21 moderation');
    const { perform } = performOn(database);
    await perform(wanted(ofBob, 'private'));

    const { plan } = await perform(wanted(ofBob, 'public'));

    expect(plan).toMatchObject({ asks: true, tier: 'sensitive' });
    expect(
      (
        await client.query(
          `select from activities where data -> 'to' ? 'https://www.w3.org/ns/activitystreams#Public' and data ->> 'object' = $1 and data ->> 'type' = 'Create'`,
          [url],
        )
      ).rowCount,
    ).toBe(1);
  });
});
