import { expect, test } from 'vitest';
import { shareSteward } from '../support/shared-steward.ts';
import { type Card, startTeam } from '../support/team.ts';

shareSteward();

const ended = /^(done|following|stale|failed)$/;

/** Approves requests at the same moment, and returns how each ended. */
async function approvedAtOnce(team: Awaited<ReturnType<typeof startTeam>>, cards: readonly Card[]) {
  await Promise.all(cards.map((card) => card.approve('ivan')));
  const states = () => Promise.all(cards.map(({ action }) => team.stateOf(action)));
  await expect.poll(async () => (await states()).every((state) => ended.test(state))).toBe(true);
  return states();
}

/** A team in which each of these commands needs an approval. */
const startVoters = (...operations: readonly string[]) =>
  startTeam({
    APPROVAL_OVERRIDES: JSON.stringify(Object.fromEntries(operations.map((each) => [each, { votes: 1 }]))),
  });

test('approvals of different tags for one account all hold, also where they run at the same moment', async () => {
  const team = await startTeam();
  await team.startReplica();
  const cards: Card[] = [];
  // To tag staff of the instance needs an approval.
  for (const tag of ['a', 'b', 'c', 'd']) cards.push(await team.ask('ada', `/user tag mo ${tag} reason:x`));

  expect(await approvedAtOnce(team, cards)).toEqual(cards.map(() => 'done'));
  const { rows } = await team.client.query(`select tags from users where nickname = 'mo'`);
  expect(rows[0].tags.toSorted()).toEqual(['a', 'b', 'c', 'd']);
});

test('approvals of twelve removals all hold, although each ends follows of the others', async () => {
  const team = await startTeam();
  await team.startReplica();
  const nicknames = [
    'bob',
    'carol',
    'dave',
    'erin',
    'frank',
    'gina',
    'heidi',
    'judy',
    'kim',
    'lain',
    'ninon',
  ];
  await team.client.query(
    `insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
     select one.id, other.id, 2, now(), now() from users one, users other
     where one.id <> other.id and one.nickname = any($1) and other.nickname = any($1)
     on conflict do nothing`,
    [[...nicknames, 'Mallory_X']],
  );
  const cards: Card[] = [];
  for (const nickname of [...nicknames, 'Mallory_X']) {
    cards.push(await team.ask('ada', `/user rm ${nickname} reason:x`));
  }

  expect(await approvedAtOnce(team, cards)).toEqual(cards.map(() => 'following'));
});

test('an approved change of an account holds where a part of it has been done meanwhile', async () => {
  const team = await startVoters('user.set');
  const both = await team.ask('ada', '/user set lain locked:true confirmed:false reason:x');
  const one = await team.ask('ada', '/user set lain locked:true reason:x');

  await one.approve('ivan');
  await one.shows('Done');
  await both.approve('ivan');

  await both.shows('Done');
  const { rows } = await team.client.query(
    `select is_locked, is_confirmed from users where nickname = 'lain'`,
  );
  expect(rows).toEqual([{ is_locked: true, is_confirmed: false }]);
});

test('an approval to turn off two-factor authentication holds where its owner has just set it up', async () => {
  const team = await startVoters('user.reset_mfa');
  const settings = (confirmed: boolean) =>
    team.client.query(`update users set multi_factor_authentication_settings = $1 where nickname = 'lain'`, [
      { enabled: confirmed, backup_codes: [], totp: { secret: 's', delivery_type: 'app', confirmed } },
    ]);
  await settings(false);
  const card = await team.ask('ada', '/user reset_mfa lain reason:x');

  await settings(true);
  await card.approve('ivan');

  await card.shows('Done');
  const { rows } = await team.client.query(
    `select multi_factor_authentication_settings ->> 'enabled' as enabled from users where nickname = 'lain'`,
  );
  expect(rows).toEqual([{ enabled: 'false' }]);
});

test('an approved pause holds where the member makes their first request meanwhile', async () => {
  const team = await startVoters('staff.pause');
  const { discord, ask, client } = team;
  const card = await ask('ada', `/staff pause person:${discord.as('mo').id} reason:x`);

  await (await discord.as('mo').type('/user tag lain a')).message();
  await card.approve('ivan');

  await card.shows('Done');
  const { rows } = await client.query('select person_id from steward.pauses');
  expect(rows).toEqual([{ person_id: discord.as('mo').id }]);
});

test('an approved undo of everything that a member did holds where the member has another name meanwhile', async () => {
  const { discord, ask, client } = await startTeam();
  await (await discord.as('mo').type('/user tag lain a')).message();
  const card = await ask('ada', '/action undo_all by:mo since:1h reason:x');

  await client.query(`update steward.actions set requester_name = 'moe' where requester_name = 'mo'`);
  await card.approve('ivan');

  await card.shows('Done');
  const { rows } = await client.query(`select tags from users where nickname = 'lain'`);
  expect(rows).toEqual([{ tags: [] }]);
});
