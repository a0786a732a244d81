import type { Client } from 'pg';
import { expect, test } from 'vitest';
import {
  activate,
  activateAllFromInstance,
  changeEmail,
  confirm,
  confirmAll,
  deactivate,
  deactivateAllFromInstance,
  invite,
  revokeInvite,
  set,
  tag,
  unconfirmAll,
  undoable,
  untag,
} from '../../../src/operations/index.ts';
import { pristineDatabase } from '../../support/database.ts';
import { snapshot } from '../../support/snapshot.ts';
import { differencesSince, doing, letJobsBegin } from './doing.ts';

type Does = ReturnType<typeof doing>['does'];

/** Each operation that can be undone, in ways that differ in what they change. */
const operations: readonly {
  readonly name: string;
  readonly setup?: string;
  readonly environment?: Readonly<Record<string, string>>;
  act(does: Does): Promise<number>;
}[] = [
  { name: 'user.deactivate', act: (does) => does(deactivate, { nickname: 'lain', keep_followers: false }) },
  {
    name: 'user.deactivate keeping followers',
    act: (does) => does(deactivate, { nickname: 'bob', keep_followers: true }),
  },
  {
    name: 'user.deactivate of a remote account',
    act: (does) => does(deactivate, { nickname: 'friend1@friendly.example', keep_followers: false }),
  },
  {
    name: 'user.activate',
    setup: `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
      select f.id, l.id, 2, now(), now() from users f, users l where f.nickname = 'erin' and l.nickname = 'bob'
      on conflict do nothing`,
    act: (does) => does(activate, { nickname: 'erin' }),
  },
  {
    name: 'user.deactivate_all_from_instance',
    act: (does) =>
      does(deactivateAllFromInstance, {
        instance: 'spam.example',
        include_subdomains: true,
        keep_followers: false,
      }),
  },
  {
    name: 'user.activate_all_from_instance',
    act: (does) => does(activateAllFromInstance, { instance: 'spam.example', include_subdomains: false }),
  },
  {
    name: 'user.set',
    act: (does) =>
      does(set, { nickname: 'lain', admin: true, confirmed: false, locked: true, moderator: true }),
  },
  {
    name: 'user.set that loses report notifications',
    setup: `insert into notifications (user_id, activity_id, type, inserted_at, updated_at)
      select u.id, a.id, 'pleroma:report', now(), now() from users u, (select id from activities limit 2) a where nickname = 'mo'`,
    act: (does) => does(set, { nickname: 'mo', moderator: false }),
  },
  {
    name: 'user.set that takes a confirmation',
    act: (does) => does(set, { nickname: 'dave', confirmed: true }),
  },
  { name: 'user.tag', act: (does) => does(tag, { nickname: 'lain', tags: ['x', 'y'] }) },
  { name: 'user.untag', act: (does) => does(untag, { nickname: 'heidi', tags: ['beta'] }) },
  {
    name: 'user.confirm',
    environment: { AKKOMA_AUTOFOLLOWED_NICKNAMES: 'bob,lain', AKKOMA_AUTOFOLLOWING_NICKNAMES: 'ada' },
    act: (does) => does(confirm, { nickname: 'dave' }),
  },
  { name: 'user.confirm that takes it back', act: (does) => does(confirm, { nickname: 'lain' }) },
  { name: 'user.confirm_all', act: (does) => does(confirmAll, {}) },
  { name: 'user.unconfirm_all', act: (does) => does(unconfirmAll, {}) },
  { name: 'user.invite', act: (does) => does(invite, { expires_at: '2099-01-01', max_use: 3 }) },
  { name: 'user.revoke_invite', act: (does) => does(revokeInvite, { token: '#1' }) },
  {
    name: 'user.change_email',
    act: (does) => does(changeEmail, { nickname: 'lain', email: 'another@mail.example' }),
  },
];

test('every operation that can be undone is tried here', () => {
  expect(new Set(operations.map(({ name }) => name.split(' ')[0]))).toEqual(new Set(undoable));
});

test.for(operations)('$name is undone: every row is as it was', async ({ setup = '', environment, act }) => {
  const { url, client } = await pristineDatabase();
  await client.query(setup);
  const { does, undoes } = doing(url, environment);
  const before = await snapshot(client);
  const action = await act(does);
  expect(await differencesSince(client, before)).not.toEqual({});

  const outcome = await undoes(action);

  expect(await differencesSince(client, before)).toEqual({});
  expect(outcome).toMatchObject({ action, skipped: 0, samples: [], mails_sent: 0 });
  expect(await stateOf(client, action)).toBe('undone');
});

test.for(
  operations.filter(
    ({ name }) => !name.includes('confirm') && !name.includes('instance') && !name.includes('remote'),
  ),
)(
  '$name is undone after the server has begun its jobs: every row but the jobs is as it was',
  async ({ setup = '', act }) => {
    const { url, client } = await pristineDatabase();
    await client.query(setup);
    const { does, undoes } = doing(url);
    const before = await snapshot(client);
    const action = await act(does);
    await letJobsBegin(client);

    await undoes(action);

    const { oban_jobs: _, ...others } = await differencesSince(client, before);
    expect(others).toEqual({});
  },
);

async function stateOf(client: Client, action: number): Promise<string> {
  const { rows } = await client.query('select state from steward.actions where id = $1', [action]);
  return rows[0].state;
}
