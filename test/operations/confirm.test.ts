import type { ClientBase } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/database/connection/connection.ts';
import { confirm } from '../../src/operations/instance/confirm.ts';
import { pristineDatabase } from '../support/database.ts';
import { waitingMails } from '../support/mails.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const request = (nickname: string) => ({
  operation: confirm,
  args: { nickname },
  reason: null,
  caller: tester,
  interactionId: null,
  secret: null,
});

async function stateOf(client: ClientBase, nickname: string) {
  const { rows } = await client.query(
    'select is_confirmed as confirmed, confirmation_token as token from users where nickname = $1',
    [nickname],
  );
  return rows[0];
}

describe('an unconfirmed account', () => {
  test('is confirmed, its token is removed, and a mail says that it is registered', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);

    const { outcome } = await perform(request('dave'));

    expect(outcome).toEqual({ nickname: 'dave', confirmed: true, approved: true, mails: 1, follows: 0 });
    expect(await stateOf(client, 'dave')).toEqual({ confirmed: true, token: null });
    expect(await waitingMails(client)).toEqual([
      {
        to: [{ tuple: ['dave', 'dave@social.example'] }],
        subject: 'Your account on Akkoma is registered',
        html: expect.stringContaining('Hello dave'),
      },
    ]);
  });

  test('gets no mail where the instance activates or approves accounts, as after a registration', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, { AKKOMA_ACCOUNT_ACTIVATION_REQUIRED: 'true' });

    await perform(request('dave'));

    expect(await stateOf(client, 'dave')).toMatchObject({ confirmed: true });
    expect(await waitingMails(client)).toEqual([]);
  });

  test('that waits for approval gets a mail, as do the staff, and follows nobody yet', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, {
      AKKOMA_AUTOFOLLOWED_NICKNAMES: 'bob',
      AKKOMA_WELCOME_DIRECT_MESSAGE: 'true',
    });
    await client.query(
      `update users set is_approved = false, registration_reason = 'I <3 cats' where nickname = 'dave'`,
    );

    const { outcome } = await perform(request('dave'));

    expect(outcome).toMatchObject({ confirmed: true, approved: false, mails: 4, follows: 0 });
    const [own, ...others] = await waitingMails(client);
    expect(own).toMatchObject({ subject: expect.stringMatching(/^Your account on Akkoma waits/) });
    expect(others).toHaveLength(3);
    for (const { subject, html } of others) {
      expect(subject).toBe('dave waits for approval on Akkoma');
      expect(html).toContain('I &lt;3 cats');
    }
  });

  test('follows the accounts that everybody follows, but not across a block, and none twice', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, {
      AKKOMA_AUTOFOLLOWED_NICKNAMES: 'bob carol kim dave',
      AKKOMA_AUTOFOLLOWING_NICKNAMES: 'gina carol',
    });
    await client.query(`delete from following_relationships
      where 'dave' in (select nickname from users where id in (follower_id, following_id))`);
    await client.query(`insert into user_relationships (source_id, target_id, relationship_type, inserted_at)
      select c.id, d.id, 1, now() from users c, users d where c.nickname = 'carol' and d.nickname = 'dave'`);
    await client.query(`insert into following_relationships (follower_id, following_id, state, inserted_at, updated_at)
      select d.id, k.id, 2, now(), now() from users k, users d where k.nickname = 'kim' and d.nickname = 'dave'`);

    const { outcome } = await perform(request('dave'));

    expect(outcome).toMatchObject({ follows: 2 });
    const { rows } = await client.query(
      `select a.nickname || ' ' || b.nickname as follow from following_relationships
       join users a on a.id = follower_id join users b on b.id = following_id
       where 'dave' in (a.nickname, b.nickname) order by 1`,
    );
    expect(rows.map(({ follow }) => follow)).toEqual(['dave bob', 'dave kim', 'gina dave']);
    const counts = await client.query(
      `select following_count, follower_count from users where nickname = 'dave'`,
    );
    expect(counts.rows).toEqual([{ following_count: 2, follower_count: 1 }]);
  });

  test('that is deactivated follows, and is followed by nobody', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, {
      AKKOMA_AUTOFOLLOWED_NICKNAMES: 'bob',
      AKKOMA_AUTOFOLLOWING_NICKNAMES: 'gina',
    });

    const { outcome } = await perform(request('judy'));

    expect(outcome).toMatchObject({ confirmed: true, follows: 1 });
    const { rows } = await client.query(
      `select follower_count from users where nickname = 'judy' union all
       select count(*) from following_relationships where following_id = (select id from users where nickname = 'judy')`,
    );
    expect(rows.map(({ follower_count }) => Number(follower_count))).toEqual([0, 0]);
  });

  test('that would be welcomed by a direct message is refused', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, { AKKOMA_WELCOME_DIRECT_MESSAGE: 'true' });
    const before = await snapshot(client);

    await expect(perform(request('dave'))).rejects.toThrow(/direct message, which only Akkoma/);

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });
});

describe('a confirmed account', () => {
  test('is unconfirmed with a token of its own, and confirmed again', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, { AKKOMA_WELCOME_DIRECT_MESSAGE: 'false' });

    const first = await perform(request('lain'));
    const { token: once } = await stateOf(client, 'lain');
    await perform(request('lain'));
    expect(await stateOf(client, 'lain')).toEqual({ confirmed: true, token: null });
    await perform(request('lain'));
    const { token: twice } = await stateOf(client, 'lain');

    expect(first.outcome).toMatchObject({ confirmed: false, mails: 0 });
    expect(JSON.stringify(first.plan.warnings)).toContain('cannot log in');
    expect([once, twice]).toEqual([
      expect.stringMatching(/^[\w-]{43}=$/),
      expect.stringMatching(/^[\w-]{43}=$/),
    ]);
    expect(once).not.toBe(twice);
    const kept = JSON.stringify([
      (await client.query('select * from steward.actions')).rows,
      (await client.query('select * from steward.audit_log')).rows,
    ]);
    expect(kept).not.toContain(once);
    expect(kept).not.toContain(twice);
  });

  test('can be unconfirmed where new accounts are welcomed by a direct message', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url, { AKKOMA_WELCOME_DIRECT_MESSAGE: 'true' });
    await perform(request('lain'));
    expect(await stateOf(client, 'lain')).toMatchObject({ confirmed: false });
  });

  test('of staff is confirmed and unconfirmed only as a destructive action', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);

    await perform(request('mo'));
    await perform(request('mo'));

    const { rows } = await client.query('select tier from steward.actions order by id');
    expect(rows).toEqual([{ tier: 'destructive' }, { tier: 'destructive' }]);
  });

  test('of the only active admin stays confirmed', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(`update users set is_admin = false where nickname = 'ivan'`);

    await expect(perform(request('ada'))).rejects.toThrow(/only active admin/);
    expect(await stateOf(client, 'ada')).toMatchObject({ confirmed: true });
  });
});

test.for([
  ['a remote account', 'spam1@spam.example', 'Refused', /cannot be confirmed here/],
  ['a removed account', 'kim', 'Conflict', /has been deleted/],
  ['an account that does not exist', 'nobody', 'NotFound', /No account nobody/],
] as const)('%s: refused in one sentence, and nothing is written', async ([, nickname, name, sentence]) => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  await client.query(
    `update users set is_active = false, last_digest_emailed_at = null, email = null, name = null where nickname = 'kim'`,
  );
  const before = await snapshot(client);

  await expect(perform(request(nickname))).rejects.toMatchObject({
    name,
    message: expect.stringMatching(sentence),
  });

  expect(changesBetween(before, await snapshot(client))).toEqual({});
});

test('an account that Akkoma has just confirmed is not unconfirmed by mistake', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);
  const other = connect(url, 'steward-test');
  onTestFinished(() => other.close());
  await client.query('begin');
  await client.query(`update users set is_confirmed = true where nickname = 'dave'`);

  const outcome = expect(perform(request('dave'))).rejects.toMatchObject({ name: 'Stale' });
  const waits = `select 1 as waits from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
  await expect.poll(async () => (await other.em.fork().execute(waits)).length).toBe(1);
  await client.query('commit');

  await outcome;
  expect(await stateOf(client, 'dave')).toMatchObject({ confirmed: true });
});
