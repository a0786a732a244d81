import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { changeEmail } from '../../../src/operations/instance/change-email.ts';
import { confirm } from '../../../src/operations/instance/confirm.ts';
import { confirmAll, unconfirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { invite } from '../../../src/operations/instance/invite.ts';
import { revokeInvite } from '../../../src/operations/instance/revoke-invite.ts';
import { rm } from '../../../src/operations/instance/rm.ts';
import { set } from '../../../src/operations/instance/set.ts';
import { activate, deactivate } from '../../../src/operations/instance/set-activation.ts';
import { deactivateAllFromInstance } from '../../../src/operations/instance/set-activation-of-instance.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { Conflict } from '../../../src/text/errors.ts';
import { pristineDatabase } from '../../support/database.ts';
import { another } from '../../support/perform.ts';
import { snapshot } from '../../support/snapshot.ts';
import { differencesSince, doing, letJobsBegin, relate } from './doing.ts';

type Does = ReturnType<typeof doing>['does'];

async function scene(environment: Readonly<Record<string, string>> = {}) {
  const { url, client } = await pristineDatabase();
  const ways = doing(url, environment);
  /** Undoes an action whose rows cannot be restored, and returns the error. */
  const cannotUndo = async (action: number): Promise<string> => {
    const before = await snapshot(client);
    const fault = await ways.undoes(action).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Conflict);
    expect(await differencesSince(client, before)).toEqual({});
    return fault instanceof Conflict ? fault.message : '';
  };
  return { url, client, cannotUndo, ...ways };
}

const followsOf = async (client: Client, followed: string): Promise<string[]> => {
  const { rows } = await client.query<{ nickname: string }>(
    `select follower.nickname from following_relationships r
     join users follower on follower.id = r.follower_id join users followed on followed.id = r.following_id
     where followed.nickname = $1 and r.state = 2 order by 1`,
    [followed],
  );
  return rows.map(({ nickname }) => nickname);
};

/** The local accounts whose counts differ from the relationships. */
const wrongCounts = async (client: Client): Promise<string[]> => {
  const { rows } = await client.query<{ nickname: string }>(`
    select u.nickname from users u
    where u.local and u.nickname not like 'internal.%' and (u.following_count, u.follower_count) <> (
      (select count(*) from following_relationships r join users o on o.id = r.following_id
        where r.follower_id = u.id and r.state = 2 and o.is_active and o.id <> u.id),
      (select count(*) from following_relationships r join users o on o.id = r.follower_id
        where r.following_id = u.id and r.state = 2 and o.is_active and o.id <> u.id))`);
  return rows.map(({ nickname }) => nickname);
};

/** Operations on one row or more, and another person's change of one of those. */
const conflicts: readonly {
  readonly name: string;
  act(does: Does): Promise<number>;
  readonly meanwhile: string;
  readonly why: RegExp;
}[] = [
  {
    name: 'tags that have been changed since',
    act: (does) => does(tag, { nickname: 'lain', tags: ['x'] }),
    meanwhile: `update users set tags = tags || 'another'::varchar where nickname = 'lain'`,
    why: /lain was changed since/,
  },
  {
    name: 'an account of which one of the statuses has been changed since',
    act: (does) => does(set, { nickname: 'lain', locked: true, moderator: true }),
    meanwhile: `update users set is_locked = false where nickname = 'lain'`,
    why: /lain was changed since/,
  },
  {
    name: 'an address that has been changed since',
    act: (does) => does(changeEmail, { nickname: 'lain', email: 'one@mail.example' }),
    meanwhile: `update users set email = 'two@mail.example' where nickname = 'lain'`,
    why: /lain was changed since/,
  },
  {
    name: 'an address that belongs to someone else by now',
    act: (does) => does(changeEmail, { nickname: 'lain', email: 'one@mail.example' }),
    meanwhile: `update users set email = (
        select before ->> 'email' from steward.changes where before ? 'email')::citext where nickname = 'kim'`,
    why: /the previous e-mail address of lain belongs to another account/,
  },
  {
    name: 'a confirmation with another token by now',
    act: (does) => does(confirm, { nickname: 'lain' }),
    meanwhile: `update users set confirmation_token = 'another' where nickname = 'lain'`,
    why: /lain was changed since/,
  },
  {
    name: 'an invite that has been used',
    act: (does) => does(invite, { max_use: 2 }),
    meanwhile: `update user_invite_tokens set uses = 1 where id = (select max(id) from user_invite_tokens)`,
    why: /invite #\d+ was used or changed since/,
  },
  {
    name: 'an account that has been removed since it was deactivated',
    act: (does) => does(deactivate, { nickname: 'kim', keep_followers: false }),
    meanwhile: `update users set name = null, email = null, last_digest_emailed_at = null, bio = ''
      where nickname = 'kim'`,
    why: /kim has been deleted/,
  },
];

test.for(conflicts)(
  '$name: nothing is restored, and the row is left alone',
  async ({ act, meanwhile, why }) => {
    const { client, does, cannotUndo } = await scene();
    const action = await act(does);
    expect((await client.query(meanwhile)).rowCount).toBe(1);

    expect(await cannotUndo(action)).toMatch(why);

    const { rows } = await client.query('select state from steward.actions where id = $1', [action]);
    expect(rows).toEqual([{ state: 'done' }]);
  },
);

test.for([
  [
    'confirm_all',
    (does: Does) => does(confirmAll, {}),
    `is_confirmed = false, confirmation_token = 'another'`,
  ],
  ['unconfirm_all', (does: Does) => does(unconfirmAll, {}), `confirmation_token = 'another'`],
] as const)(
  '%s: the account that has been changed since is left alone, all others are restored',
  async ([, act, change]) => {
    const { client, does, undoes } = await scene();
    await client.query(`update users set is_confirmed = false, confirmation_token = 'x' || nickname
    where nickname in ('heidi', 'kim')`);
    const before = await snapshot(client);
    const action = await act(does);
    await client.query(`update users set ${change} where nickname = 'kim'`);
    const then = await snapshot(client);

    const outcome = await undoes(action);

    expect(outcome).toMatchObject({ skipped: 1, samples: ['kim was changed since'] });
    expect(changedUsers(await differencesSince(client, before))).toEqual(['kim']);
    expect(changedUsers(await differencesSince(client, then))).not.toContain('kim');
  },
);

test('the new follow of a follower who follows again is left alone, all others are restored, and counts are right', async () => {
  const { client, does, undoes } = await scene();
  const before = await followsOf(client, 'lain');
  const action = await does(deactivate, { nickname: 'lain', keep_followers: false });
  await client.query(`insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
    select f.id, l.id, 2, now(), now() from users f, users l where f.nickname = 'bob' and l.nickname = 'lain'`);
  const again = await client.query('select * from following_relationships order by id desc limit 1');

  const outcome = await undoes(action);

  expect(outcome).toMatchObject({ skipped: 1, samples: ['bob already follows lain again'] });
  expect(await followsOf(client, 'lain')).toEqual(before);
  const { rows } = await client.query('select * from following_relationships where id = $1', [
    again.rows[0].id,
  ]);
  expect(rows).toEqual(again.rows);
  expect(await wrongCounts(client)).toEqual([]);
  const undos = await client.query(`select actor from activities where data ->> 'type' = 'Undo'`);
  expect(undos.rows).toEqual([{ actor: 'https://social.test/users/bob' }]);
});

test('the follow of a removed follower stays away, all others are restored, and counts are right', async () => {
  const { client, does, undoes } = await scene();
  const before = await followsOf(client, 'lain');
  const action = await does(deactivate, { nickname: 'lain', keep_followers: false });
  await does(rm, { nickname: 'heidi', posts_first: false }, another('someone else'));
  const then = await snapshot(client);

  const outcome = await undoes(action);

  expect(outcome.samples).toContain('heidi or lain is deactivated or has been deleted');
  expect(await followsOf(client, 'lain')).toEqual(before.filter((name) => name !== 'heidi'));
  expect((await wrongCounts(client)).filter((name) => name !== 'heidi')).toEqual([]);
  expect(changedUsers(await differencesSince(client, then))).not.toContain('heidi');
});

test('an account that has been activated in the meantime stays active, and its followers are restored', async () => {
  const { client, does, undoes } = await scene();
  const before = await snapshot(client);
  const action = await does(deactivate, { nickname: 'lain', keep_followers: false });
  await does(activate, { nickname: 'lain' }, another('someone else'));

  expect(await undoes(action)).toMatchObject({ skipped: 0 });

  expect(await differencesSince(client, before)).toEqual({});
});

test('an account that is active again already has been counted, and is not counted twice', async () => {
  const { client, does, undoes } = await scene();
  const action = await does(deactivate, { nickname: 'lain', keep_followers: true });
  await does(activate, { nickname: 'lain' }, another('someone else'));
  // Bob's count is as the action left it, though lain counts again: bob has unfollowed another account.
  await client.query(`
    with gone as (
      delete from following_relationships r using users bob, users other
      where r.follower_id = bob.id and bob.nickname = 'bob' and r.following_id = other.id
        and r.state = 2 and other.nickname <> 'lain' and other.is_active
        and r.id = (select max(f.id) from following_relationships f join users o on o.id = f.following_id
          where f.follower_id = bob.id and f.state = 2 and o.nickname <> 'lain' and o.is_active)
      returning r.id)
    update users set following_count = following_count - (select count(*) from gone) where nickname = 'bob'`);
  expect(await wrongCounts(client)).toEqual([]);

  await undoes(action);

  expect(await wrongCounts(client)).toEqual([]);
});

test('counts are recounted: an unfollow in the meantime is not counted as following', async () => {
  const { client, does, undoes } = await scene();
  const action = await does(deactivate, { nickname: 'lain', keep_followers: true });
  await client.query(`
    delete from following_relationships r using users bob, users lain
    where r.follower_id = bob.id and bob.nickname = 'bob' and r.following_id = lain.id and lain.nickname = 'lain'`);

  await undoes(action);

  expect(await wrongCounts(client)).toEqual([]);
});

test('a count that was wrong before is not made wrong again', async () => {
  const { client, does, undoes } = await scene();
  await client.query(`update users set following_count = 77 where nickname in ('bob', 'ada')`);
  const action = await does(deactivate, { nickname: 'lain', keep_followers: false });

  await undoes(action);

  expect(await wrongCounts(client)).toEqual([]);
});

test('of an instance, the accounts that have been changed since are left alone, all others are restored', async () => {
  const { client, does, undoes } = await scene();
  const before = await snapshot(client);
  const action = await does(deactivateAllFromInstance, {
    instance: 'friendly.example',
    include_subdomains: false,
    keep_followers: false,
  });
  await client.query(
    `update users set name = null, last_digest_emailed_at = null, bio = '' where nickname = 'friend1@friendly.example'`,
  );
  const then = await snapshot(client);

  const outcome = await undoes(action);

  expect(outcome.samples).toContain('friend1@friendly.example has been deleted');
  expect(changedUsers(await differencesSince(client, then))).not.toContain('friend1@friendly.example');
  const left = changedUsers(await differencesSince(client, before));
  expect(left).toContain('friend1@friendly.example');
  expect(left.filter((name) => name.endsWith('@friendly.example'))).toHaveLength(1);
  expect(await wrongCounts(client)).toEqual([]);
});

test('where the server had sent the unfollow, the follower follows again and waits for the answer', async () => {
  const { client, does, undoes } = await scene();
  const action = await does(deactivate, { nickname: 'friend1@friendly.example', keep_followers: false });
  await letJobsBegin(client);
  const then = await snapshot(client);

  const outcome = await undoes(action);

  expect(outcome).toMatchObject({ restored: { accounts: 1, follows_asked_for_anew: 1 }, skipped: 0 });
  const changes = await differencesSince(client, then);
  const [lain, friend] = ['https://social.test/users/lain', 'https://friendly.example/users/friend1'];
  expect(changes.activities).toEqual({
    inserted: [
      expect.objectContaining({
        actor: lain,
        local: true,
        recipients: [friend],
        data: {
          id: expect.stringMatching(/^https:\/\/social\.test\/activities\/[\da-f-]{36}$/),
          type: 'Follow',
          actor: lain,
          object: friend,
          state: 'pending',
          to: [friend],
          cc: [],
          bto: [],
          bcc: [],
        },
      }),
    ],
  });
  expect(changes.following_relationships?.inserted).toEqual([
    // This follow of friend1's had ended on this server alone.
    expect.objectContaining({ state: 2, inserted_at: '2026-10-24T02:47:07' }),
    expect.objectContaining({ state: 1 }),
  ]);
  expect(changes.oban_jobs).toEqual({
    inserted: [
      expect.objectContaining({
        worker: 'Pleroma.Workers.PublisherWorker',
        queue: 'federator_outgoing',
        state: 'available',
        args: { op: 'publish', activity_id: expect.any(String), object_data: null },
      }),
    ],
  });
  const { rows } = await client.query(
    `select steward.flake_text(id) = (select args ->> 'activity_id' from oban_jobs where state = 'available') as published
     from activities order by id desc limit 1`,
  );
  expect(rows).toEqual([{ published: true }]);
  expect(await wrongCounts(client)).toEqual([]);
});

/** The blocks that were added while friend1, who follows lain and whom lain follows, was deactivated. */
const blocks: readonly { readonly name: string; block(client: Client): Promise<unknown> }[] = [
  { name: 'lain blocks friend1', block: (client) => relate(client, 'lain', 1, 'friend1@friendly.example') },
  { name: 'friend1 blocks lain', block: (client) => relate(client, 'friend1@friendly.example', 1, 'lain') },
  ...['friendly.example', 'FRIENDLY.example', '*.friendly.example', '*.example'].map((domain) => ({
    name: `lain blocks ${domain}`,
    block: (client: Client) =>
      client.query(`update users set domain_blocks = array[$1] where nickname = 'lain'`, [domain]),
  })),
];

test.for(blocks.flatMap((each) => [false, true].map((sent) => ({ ...each, sent }))))(
  '$name (unfollowing sent: $sent): no follow is restored, and nobody is notified of any',
  async ({ block, sent }) => {
    const { client, does, undoes } = await scene();
    const action = await does(deactivate, { nickname: 'friend1@friendly.example', keep_followers: false });
    if (sent) await letJobsBegin(client);
    await block(client);
    const then = await snapshot(client);

    const outcome = await undoes(action);

    expect(outcome).toMatchObject({ restored: { accounts: 1 }, skipped: 2 });
    expect(outcome.samples).toEqual([
      'lain does not follow friend1@friendly.example again because of a block',
      'friend1@friendly.example does not follow lain again because of a block',
    ]);
    const { users: _, ...others } = await differencesSince(client, then);
    expect(others).toEqual({});
    expect(await wrongCounts(client)).toEqual([]);
  },
);

test.for(['other.example', 'sub.friendly.example', '*.sub.friendly.example', 'friendly', '*.iendly.example'])(
  'a block of %s concerns other accounts, and all follows are restored',
  async (domain) => {
    const { client, does, undoes } = await scene();
    const action = await does(deactivate, { nickname: 'friend1@friendly.example', keep_followers: false });
    await client.query(`update users set domain_blocks = array[$1] where nickname = 'lain'`, [domain]);

    expect(await undoes(action)).toMatchObject({ restored: { accounts: 1, follows: 2 }, skipped: 0 });
  },
);

test('a mail that has been sent stays sent, and the plan says so', async () => {
  const { client, does, undoes } = await scene();
  const before = await snapshot(client);
  const action = await does(confirm, { nickname: 'dave' });
  await letJobsBegin(client);

  expect(await undoes(action)).toMatchObject({ mails_sent: 1, skipped: 0 });

  expect(Object.keys(await differencesSince(client, before))).toEqual(['oban_jobs']);
});

test('changes that are no longer recorded cannot be undone, and the answer says so', async () => {
  const { client, does, cannotUndo } = await scene();
  const action = await does(tag, { nickname: 'lain', tags: ['x'] });
  await client.query('delete from steward.changes');

  expect(await cannotUndo(action)).toMatch(/are no longer recorded/);
});

test('a revoked invite that was restored by hand needs no undo', async () => {
  const { client, does, cannotUndo } = await scene();
  const action = await does(revokeInvite, { token: '#1' });
  await client.query('update user_invite_tokens set used = false where id = 1');

  expect(await cannotUndo(action)).toMatch(/everything is as it was before/);
});

function changedUsers({ users = {} }: Awaited<ReturnType<typeof differencesSince>>): string[] {
  return (users.updated ?? []).map(({ key }) => String(key.nickname));
}
