import { createPrivateKey, createPublicKey } from 'node:crypto';
import { compare } from 'bcrypt';
import type { ClientBase } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/database/connection/connection.ts';
import { newUser } from '../../src/operations/instance/new-user.ts';
import { pristineDatabase } from '../support/database.ts';
import { waitingMails } from '../support/mails.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';

const newbie = {
  nickname: 'newbie',
  email: 'newbie@mail.example',
  admin: false,
  moderator: false,
  choose_password: false,
};

const request = (
  args: Partial<typeof newbie & { name: string; bio: string }> = {},
  secret: string | null = null,
) => ({
  operation: newUser,
  args: { ...newbie, ...args },
  reason: null,
  caller: tester,
  interactionId: null,
  secret,
});

async function rowOf(client: ClientBase, nickname = 'newbie') {
  const { rows } = await client.query(
    `select users.*, key_id, public_key, private_key
     from users left join signing_keys on user_id = users.id where nickname = $1`,
    [nickname],
  );
  expect(rows).toHaveLength(1);
  return rows[0];
}

describe('the password', () => {
  test('is set by a link for the caller alone, where none is chosen', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url);

    const { secrets } = await perform(request());

    const { rows } = await client.query(
      `select token, used from password_reset_tokens join users on users.id = user_id where nickname = 'newbie'`,
    );
    expect(rows).toEqual([{ token: expect.stringMatching(/^[\w-]{43}=$/), used: false }]);
    expect(secrets).toEqual({
      reset_link: `https://social.test/api/v1/pleroma/password_reset/${encodeURIComponent(rows[0].token)}`,
    });
  });

  test('opens the account where it is chosen, and there is no link', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url);

    const { secrets } = await perform(request({ choose_password: true }, 'correct horse'));

    expect(secrets).toEqual({});
    const row = await rowOf(client);
    expect(row.password_hash).toMatch(/^\$2b\$12\$/);
    expect(await compare('correct horse', row.password_hash)).toBe(true);
    const { rows } = await client.query('select from password_reset_tokens where user_id = $1', [row.id]);
    expect(rows).toEqual([]);
  });

  test('is required where it is to be chosen: without it no account is created', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url);
    const before = await snapshot(client);

    await expect(perform(request({ choose_password: true }))).rejects.toThrow(/No password was entered/);

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });
});

test('is stored as no secret in the action, its changes or the audit log', async () => {
  const { url, client } = await pristineDatabase('3.19');
  const { perform } = performOn(url, { AKKOMA_ACCOUNT_ACTIVATION_REQUIRED: 'true' });

  await perform(request({ choose_password: true }, 'correct horse'));
  await perform(request({ nickname: 'second', email: 'second@mail.example' }));

  const actions = await client.query('select * from steward.actions');
  const audit = await client.query('select * from steward.audit_log');
  const changes = await client.query('select * from steward.changes');
  const kept = JSON.stringify([actions.rows, audit.rows, changes.rows]);
  const mails = (await client.query(`select args ->> 'encoded_email' as mail from oban_jobs`)).rows;
  const tokens = (await client.query('select token from password_reset_tokens')).rows;
  const first = await rowOf(client);
  for (const secret of [
    'correct horse',
    first.password_hash,
    first.private_key.split('\n')[1],
    ...mails.map(({ mail }) => mail),
    ...tokens.map(({ token }) => token),
  ]) {
    expect(secret).toMatch(/.{10}/);
    expect(kept).not.toContain(secret);
  }
  // The confirmation token confirms an address and gives no access. It is kept with the recorded change, so that the
  // row can be restored.
  expect(JSON.stringify([actions.rows, audit.rows])).not.toContain(first.confirmation_token);
  const { rows } = await client.query(
    `select args ->> 'email' as email, detail::text like '%mail.example%' as told from steward.audit_log`,
  );
  expect(rows).toEqual([
    { email: '[hidden]', told: false },
    { email: '[hidden]', told: false },
  ]);
});

test('the signing key has 2048 bits, in lines of 64 characters, and both halves end as the server ends them', async () => {
  const { url, client } = await pristineDatabase('3.19');
  const { perform } = performOn(url);

  await perform(request());

  const { key_id: id, private_key: keys, public_key: publicKey } = await rowOf(client);
  const lines: string[] = keys.split('\n');
  expect(lines[0]).toBe('-----BEGIN RSA PRIVATE KEY-----');
  expect(lines.at(-1)).toBe('-----END RSA PRIVATE KEY-----');
  expect(lines.slice(1, -2).every((line) => line.length === 64)).toBe(true);
  expect(createPrivateKey(keys).asymmetricKeyDetails).toMatchObject({
    modulusLength: 2048,
    publicExponent: 65_537n,
  });
  expect(id).toBe('https://social.test/users/newbie#main-key');
  expect(publicKey).toBe(`${createPublicKey(keys).export({ type: 'spki', format: 'pem' })}\n`);
});

describe('invalid requests', () => {
  test('are refused field by field in one answer, and nothing is written', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url);
    const before = await snapshot(client);

    await expect(
      perform(
        request(
          {
            nickname: 'bad nick!',
            email: 'nowhere',
            name: ' ',
            bio: 'b'.repeat(5001),
            choose_password: true,
          },
          'p'.repeat(73),
        ),
      ),
    ).rejects.toMatchObject({
      name: 'Invalid',
      message: expect.stringMatching(
        /nickname: use only letters .+\nInvalid email: must be an e-mail address.+\nInvalid name: must not be empty\.\nInvalid bio: must have at most 5000 characters\.\nInvalid password: must have at most 72 bytes/,
      ),
    });

    expect(changesBetween(before, await snapshot(client))).toEqual({});
    expect((await client.query('select from steward.actions')).rowCount).toBe(0);
  });

  test.for([
    ['a nickname in another case', { nickname: 'LAIN' }, /nickname: use another one; this one is taken/],
    [
      'a nickname of a deactivated account',
      { nickname: 'erin' },
      /nickname: use another one; this one is taken/,
    ],
    [
      'an e-mail address in another case',
      { email: 'LAIN@social.example' },
      /email: use another one; this one is taken/,
    ],
    [
      'both',
      { nickname: 'lain', email: 'bob@social.example' },
      /nickname: use another one; this one is taken\.\nInvalid email: use another one; this one is taken/,
    ],
    [
      'a nickname kept by the instance',
      { nickname: 'relay' },
      /nickname: use another one; this instance reserves this one/,
    ],
    ['a blank nickname, once', { nickname: ' ' }, /^Invalid nickname: must not be empty\.$/],
  ] as const)('%s', async ([, args, sentence]) => {
    const { url } = await pristineDatabase('3.19');
    const { propose } = performOn(url);
    await expect(propose(request(args))).rejects.toThrow(sentence);
  });

  test('are refused for an address that an account without a nickname has left behind', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url);
    await client.query(`update users set nickname = null where nickname = 'kim'`);

    await expect(perform(request({ nickname: 'kim' }))).rejects.toThrow(
      /nickname: use another one; this one is taken/,
    );
    // Addresses are case-sensitive.
    await perform(request({ nickname: 'KIM' }));
  });

  test('get the same words for a nickname that is registered at the same moment', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url);
    const other = connect(url, 'steward-test');
    onTestFinished(() => other.close());
    await client.query('begin');
    await client.query(
      `insert into users (id, nickname, ap_id, bio, inserted_at, updated_at)
       values (gen_random_uuid(), 'NewBie', 'https://social.test/users/NewBie', '', now(), now())`,
    );

    const performing = perform(request());
    const outcome = expect(performing).rejects.toThrow(
      /Invalid nickname: use another one; this one is taken\.$/,
    );
    const waits = `select 1 as waits from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
    await expect.poll(async () => (await other.em.fork().execute(waits)).length).toBe(1);
    await client.query('commit');

    await outcome;
  });
});

describe('an account without an address', () => {
  test('has none, and gets no mail', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url);

    await perform(request({ email: '' }));

    expect(await rowOf(client)).toMatchObject({ email: null });
    expect(await waitingMails(client)).toEqual([]);
  });

  test('is refused where accounts are activated by e-mail', async () => {
    const { url } = await pristineDatabase('3.19');
    const { propose } = performOn(url, { AKKOMA_ACCOUNT_ACTIVATION_REQUIRED: 'true' });
    await expect(propose(request({ email: '' }))).rejects.toThrow(/email: must not be empty/);
  });
});

describe('the consequences, by the settings of the instance', () => {
  test('by default a mail says that the account is registered', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url, { AKKOMA_INSTANCE_NAME: 'Wired & co' });

    const { outcome } = await perform(request({ name: 'New Bie' }));

    expect(outcome).toMatchObject({ mails: 1, confirmed: true, approved: true });
    expect(await waitingMails(client)).toEqual([
      {
        to: [{ tuple: ['New Bie', 'newbie@mail.example'] }],
        subject: 'Your account on Wired & co is registered',
        html: expect.stringMatching(/Hello newbie.*Wired &amp; co has been registered/s),
      },
    ]);
  });

  test('with required activation the account is unconfirmed, with a token and a mail that contains it', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url, {
      AKKOMA_ACCOUNT_ACTIVATION_REQUIRED: 'true',
      AKKOMA_AUTOFOLLOWED_NICKNAMES: 'lain',
      AKKOMA_WELCOME_EMAIL: 'true',
    });

    const { outcome } = await perform(request());

    const { confirmation_token: token, is_confirmed } = await rowOf(client);
    expect(is_confirmed).toBe(false);
    expect(token).toMatch(/^[\w-]{43}=$/);
    const [mail, ...others] = await waitingMails(client);
    expect(others).toEqual([]);
    expect(mail?.html).toContain(`/confirm_email/${outcome.id}/${encodeURIComponent(token)}`);
    expect(outcome).toMatchObject({ mails: 1, follows: 0, confirmed: false });
  });

  test('with required approval the account and all staff get a mail, but not a new account that is to be staff', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url, {
      AKKOMA_ACCOUNT_APPROVAL_REQUIRED: 'true',
      AKKOMA_AUTOFOLLOWED_NICKNAMES: 'lain',
    });

    const { outcome } = await perform(request({ admin: true }));

    expect(await rowOf(client)).toMatchObject({ is_approved: false, is_confirmed: true, is_admin: true });
    const mails = await waitingMails(client);
    expect(mails.map(({ to }) => /[\w.]+@[\w.]+/.exec(JSON.stringify(to))?.[0]).toSorted()).toEqual([
      'ada@social.example',
      'ivan@social.example',
      'mo@social.example',
      'newbie@mail.example',
    ]);
    expect(mails[0]?.subject).toMatch(/waits for approval/);
    expect(outcome).toMatchObject({ mails: 4, follows: 0, approved: false });
  });

  test('a welcome mail replaces the other one', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url, { AKKOMA_WELCOME_EMAIL: 'true' });

    const { plan } = await perform(request());

    expect(await waitingMails(client)).toEqual([expect.objectContaining({ subject: 'Welcome to Akkoma' })]);
    expect(JSON.stringify(plan.warnings)).toContain('own text');
  });

  test('a welcome by direct message is refused, unless it would come later', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const before = await snapshot(client);

    const { perform } = performOn(url, { AKKOMA_WELCOME_DIRECT_MESSAGE: 'true' });
    await expect(perform(request())).rejects.toMatchObject({ name: 'Refused' });
    expect(changesBetween(before, await snapshot(client))).toEqual({});

    const later = performOn(url, {
      AKKOMA_WELCOME_DIRECT_MESSAGE: 'true',
      AKKOMA_ACCOUNT_ACTIVATION_REQUIRED: 'true',
    });
    await later.perform(request());
  });

  test('the configured accounts are followed and follow, and all counts are right', async () => {
    const { url, client } = await pristineDatabase('3.19');
    const { perform } = performOn(url, {
      AKKOMA_AUTOFOLLOWED_NICKNAMES: 'LAIN, erin, nobody, spam1@spam.example, internal.fetch',
      AKKOMA_AUTOFOLLOWING_NICKNAMES: 'bob, lain, erin',
    });
    const before = await snapshot(client);

    const { outcome } = await perform(request());

    expect(outcome).toMatchObject({ follows: 3 });
    const { rows } = await client.query(
      `select a.nickname as follower, b.nickname as followed, state from following_relationships r
       join users a on a.id = follower_id join users b on b.id = following_id
       where 'newbie' in (a.nickname, b.nickname) order by 1, 2`,
    );
    expect(rows).toEqual([
      { follower: 'bob', followed: 'newbie', state: 2 },
      { follower: 'lain', followed: 'newbie', state: 2 },
      { follower: 'newbie', followed: 'lain', state: 2 },
    ]);
    expect(await rowOf(client)).toMatchObject({ follower_count: 2, following_count: 1 });
    const { users, activities } = changesBetween(before, await snapshot(client));
    expect(activities).toBeUndefined();
    expect(users?.updated?.map(({ key, set }) => [key.nickname, Object.keys(set).toSorted()])).toEqual(
      expect.arrayContaining([
        ['bob', ['following_count', 'updated_at']],
        ['lain', ['follower_count', 'following_count', 'updated_at']],
      ]),
    );
    expect(users?.updated).toHaveLength(2);
  });
});

test('roles are given once the account exists, and every change is recorded', async () => {
  const { url, client } = await pristineDatabase('3.19');
  const { perform } = performOn(url);

  const { actionId, plan } = await perform(request({ admin: true, moderator: true }));

  expect(await rowOf(client)).toMatchObject({ is_admin: true, is_moderator: true });
  expect(JSON.stringify(plan.warnings)).toContain('an admin');
  expect(plan.tier).toBe('destructive');
  const { rows } = await client.query(
    `select table_name as table, before is null as inserted from steward.changes where action_id = $1 order by id`,
    [actionId],
  );
  expect(rows).toEqual([
    { table: 'users', inserted: true },
    { table: 'oban_jobs', inserted: true },
    { table: 'signing_keys', inserted: true },
    { table: 'password_reset_tokens', inserted: true },
    { table: 'users', inserted: false },
  ]);
});

test('more concurrent requests than connections are all done', { timeout: 300_000 }, async () => {
  const { url, client } = await pristineDatabase('3.19');
  const { perform } = performOn(url);

  const made = await Promise.allSettled(
    Array.from({ length: 12 }, (_, index) =>
      perform(request({ nickname: `newbie${index}`, email: `newbie${index}@mail.example` })),
    ),
  );

  expect(made.filter(({ status }) => status === 'rejected')).toEqual([]);
  const { rowCount } = await client.query(`select from users where nickname like 'newbie%'`);
  expect(rowCount).toBe(12);
});
