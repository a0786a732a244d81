import type { ClientBase } from 'pg';
import { describe, expect, test } from 'vitest';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import {
  activateAllFromInstance,
  deactivateAllFromInstance,
} from '../../src/operations/instance/set-activation-of-instance.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { changesBetween, snapshot } from '../support/snapshot.ts';
import { statementsDuring } from '../support/statements.ts';

const rest = { reason: null, caller: tester, interactionId: null, secret: null };

const deactivation = (instance: string, options: { below?: boolean; keep?: boolean } = {}) => ({
  ...rest,
  operation: deactivateAllFromInstance,
  args: { instance, include_subdomains: options.below ?? false, keep_followers: options.keep ?? false },
});

const activation = (instance: string, below = false) => ({
  ...rest,
  operation: activateAllFromInstance,
  args: { instance, include_subdomains: below },
});

/** The hosts, as they are written, of the accounts that were shut out since the last deactivation. */
async function hostsShutOut(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ host: string }>(
    `select distinct regexp_replace(u.nickname, '^.*@', '')::text as host
     from steward.changes c join users u on u.id = (c.key ->> 'id')::uuid
     where c.table_name = 'users' and c.after ->> 'is_active' = 'false' order by 1`,
  );
  return rows.map(({ host }) => host);
}

async function addRemote(client: ClientBase, nickname: string, name = nickname): Promise<void> {
  await client.query(
    `insert into users (id, nickname, name, ap_id, bio, local, inserted_at, updated_at)
     values (gen_random_uuid(), $1, $2, 'https://elsewhere.example/' || gen_random_uuid(), '', false, now(), now())`,
    [nickname, name],
  );
}

describe('the affected accounts', () => {
  test('are those of exactly that host in any case, and no host that only contains it', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);

    const { outcome, plan } = await perform(deactivation('spam.example'));

    expect(outcome).toMatchObject({ instance: 'spam.example', accounts: 21 });
    expect(plan).toMatchObject({
      target: 'spam.example',
      counts: {
        accounts_to_deactivate: 21,
        local_follows_ended: 3,
        local_followers_unsubscribed: 3,
      },
    });
    expect(plan.samples).toHaveLength(5);
    expect(await hostsShutOut(client)).toEqual(['SPAM.example', 'spam.example']);
  });

  test('include those of its subdomains, where that is asked for', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);

    const { outcome, plan } = await perform(deactivation('spam.example', { below: true }));

    expect(outcome).toMatchObject({ accounts: 23, include_subdomains: true });
    expect(plan.target).toBe('spam.example and its subdomains');
    expect(await hostsShutOut(client)).toEqual(['SPAM.example', 'spam.example', 'sub.spam.example']);
  });

  test('are found by the host after the last @, and not by the names of the accounts', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await addRemote(client, 'odd@evil.example@other.example');
    await addRemote(client, 'nameless@other.example', 'evil.example');
    await addRemote(client, 'evil.example@third.example');
    await addRemote(client, 'really@middle@evil.example');
    await addRemote(client, 'internal.fetch@evil.example');

    const { outcome, plan } = await perform(deactivation('evil.example', { below: true }));

    expect(outcome).toMatchObject({ accounts: 1 });
    expect(plan.samples).toEqual(['really@middle@evil.example']);
  });

  test.for([
    'a_b.example',
    '3com.example',
    'xn--bcher-kva.example',
    'bücher.example',
    '1e5.example',
    '例え.テスト',
  ])('are found however the full-text index splits the host: %s', async (host) => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await addRemote(client, `someone@${host}`);
    await addRemote(client, `someone@more.${host}`);

    expect((await perform(deactivation(host))).outcome).toMatchObject({ accounts: 1 });
    expect((await perform(deactivation(host, { below: true }))).outcome).toMatchObject({ accounts: 1 });
  });

  test('of a mistyped host are not known, and the nearest hosts are named', async () => {
    const { url } = await pristineDatabase();
    const { perform } = performOn(url);

    await expect(perform(deactivation('frendly.example'))).rejects.toThrow(
      'No account of frendly.example is known here. Did you mean friendly.example?',
    );
    await expect(perform(deactivation('spam.exmaple'))).rejects.toThrow(/Did you mean spam\.example\?$/);
    await expect(perform(deactivation('spam.exampel.org'))).rejects.toThrow(
      /Did you mean spam\.example\.org/,
    );
  });

  test('are not matched by percent signs and underscores as patterns', async () => {
    const { url } = await pristineDatabase();
    const { perform } = performOn(url);

    await expect(perform(deactivation('s%.example'))).rejects.toThrow(/No account of s%\.example is known/);
    await expect(perform(deactivation('spam_example'))).rejects.toThrow(/is known here/);
    await expect(perform(deactivation('nothing.like.it'))).rejects.toThrow(/Check the spelling/);
    await expect(perform(deactivation('', { below: true }))).rejects.toThrow(/is known here/);
  });
});

describe('the effect', () => {
  test.for([false, true])(
    'is the same as if each account were deactivated alone with followers kept: %s',
    async (keep) => {
      const [all, each] = [await pristineDatabase(), await pristineDatabase()];
      const byAll = performOn(all.url);
      const byEach = performOn(each.url);
      const { rows } = await each.client.query<{ nickname: string }>(
        `select nickname::text from users where nickname like '%@spam.example' and is_active order by id`,
      );

      await byAll.perform(deactivation('spam.example', { keep }));
      for (const { nickname } of rows) {
        const args = { nickname, keep_followers: keep };
        await byEach.perform({ ...rest, operation: deactivate, args });
      }

      expect(await endState(all.client)).toEqual(await endState(each.client));
    },
  );

  test('removes local followers as the server removes them, unless they are kept', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const undone = async () =>
      (
        await client.query(`select actor, data -> 'object' ->> 'object' as object from activities
        where data ->> 'type' = 'Undo' and inserted_at > now() - interval '1 hour' order by 1, 2`)
      ).rows;

    const { outcome } = await perform(deactivation('spam.example'));

    expect(outcome).toMatchObject({ followers_unsubscribed: 3, follows_ended: 3 });
    expect(await undone()).toEqual([
      { actor: 'https://social.test/users/bob', object: 'https://spam.example/users/spam1' },
      { actor: 'https://social.test/users/bob', object: 'https://spam.example/users/spam2' },
      { actor: 'https://social.test/users/lain', object: 'https://spam.example/users/spam1' },
    ]);
  });

  test('records which jobs that enqueued, and not a second time what they contain', async () => {
    const { url, client } = await pristineDatabase();
    await performOn(url).perform(deactivation('spam.example'));

    const { rows } = await client.query<{ carried: object; kept: object }>(
      `select job.args as carried, change.after -> 'args' as kept
       from steward.changes change join oban_jobs job on job.id = (change.key ->> 'id')::bigint
       where change.table_name = 'oban_jobs' and job.args ->> 'op' = 'publish'`,
    );
    expect(rows).toHaveLength(3);
    for (const { carried, kept } of rows) {
      expect(carried).toEqual({ ...kept, object_data: expect.stringContaining('"type":"Follow"') });
      expect(kept).not.toHaveProperty('object_data');
    }
  });

  test('leaves an account that was deactivated before as it was, with its follows', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await client.query(`update users set is_active = false where nickname = 'spam3@spam.example'`);

    const { outcome } = await perform(deactivation('spam.example'));

    expect(outcome).toMatchObject({ accounts: 20, follows_ended: 2 });
    const { rowCount } = await client.query(
      `select from following_relationships r join users u on u.id = r.follower_id
       where u.nickname = 'spam3@spam.example'`,
    );
    expect(rowCount).toBe(1);
  });

  test('of activating them all is that every account can be used again, and no more follows end', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await perform(deactivation('friendly.example', { keep: true }));

    const { outcome, plan } = await perform(activation('friendly.example'));

    expect(outcome).toMatchObject({ accounts: 4, follows_ended: 0, followers_unsubscribed: 0 });
    expect(plan.counts).toEqual({ accounts_to_activate: 4, local_follows_ended: 0 });
    const { rows } = await client.query(
      `select following_count as follows, (
         select count(*)::integer from users where nickname like '%@friendly.example' and not is_active
       ) as inactive
       from users where nickname = 'lain'`,
    );
    expect(rows).toEqual([{ follows: 4, inactive: 0 }]);
  });

  test('takes as many statements for four accounts as for twenty-one', async () => {
    const { url } = await pristineDatabase();
    const { perform } = performOn(url);
    // The first run also reads the features of the database.
    await perform(deactivation('notspam.example', { keep: true }));

    const forFew = await statementsDuring(() => perform(deactivation('friendly.example')));
    const forMany = await statementsDuring(() => perform(deactivation('spam.example')));

    expect(forFew).toBeGreaterThan(5);
    expect(forMany).toBe(forFew);
  });
});

describe('a deactivation is refused', () => {
  test('for the own instance, and a domain above it', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    const before = await snapshot(client);

    await expect(perform(deactivation('social.test'))).rejects.toThrow(/is this instance itself/);
    await expect(perform(deactivation('test', { below: true }))).rejects.toThrow(/is a subdomain of test/);
    await expect(perform(activation('social.test'))).rejects.toThrow(/is this instance itself/);

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });

  test('for an unknown instance, and one where there is nothing left to do', async () => {
    const { url, client } = await pristineDatabase();
    const { perform } = performOn(url);
    await perform(deactivation('friendly.example'));
    const before = await snapshot(client);

    await expect(perform(deactivation('unknown.example'))).rejects.toThrow(/No account of unknown\.example/);
    await expect(perform(deactivation('friendly.example'))).rejects.toThrow(/already deactivated/);
    await expect(perform(activation('notspam.example'))).rejects.toThrow(/already active/);

    expect(changesBetween(before, await snapshot(client))).toEqual({});
  });
});

test('the audit log says what was done and to how many accounts; every changed row is recorded', async () => {
  const { url, client } = await pristineDatabase();
  const { perform } = performOn(url);

  const { actionId } = await perform(deactivation('spam.example'));

  const { rows } = await client.query('select event, command, args, detail from steward.audit_log');
  expect(rows).toEqual([
    {
      event: 'action.done',
      command: 'user.deactivate_all_from_instance',
      args: { instance: 'spam.example', include_subdomains: false, keep_followers: false },
      detail: {
        instance: 'spam.example',
        include_subdomains: false,
        accounts: 21,
        follows_ended: 3,
        followers_unsubscribed: 3,
      },
    },
  ]);
  const changes = await client.query(
    `select table_name as table, count(before)::integer as before, count(after)::integer as after
     from steward.changes where action_id = $1 group by 1 order by 1`,
    [actionId],
  );
  expect(changes.rows).toEqual([
    { table: 'activities', before: 3, after: 3 },
    { table: 'following_relationships', before: 6, after: 0 },
    { table: 'oban_jobs', before: 0, after: 3 },
    { table: 'users', before: 23, after: 23 },
  ]);
});

/**
 * Returns everything that both ways must leave alike: accounts, relationships, and the contents of activities and jobs.
 */
async function endState(client: ClientBase): Promise<unknown> {
  const { rows } = await client.query(`
    select
      (select jsonb_agg(jsonb_build_array(nickname, is_active, follower_count, following_count) order by id)
        from users) as users,
      (select jsonb_agg(jsonb_build_array(follower_id, following_id, state) order by id)
        from following_relationships) as relationships,
      (select jsonb_agg(what order by what) from (
        select jsonb_build_array(actor, data ->> 'type', data -> 'object' -> 'object', recipients) as what
        from activities) a) as activities,
      (select jsonb_agg(what order by what) from (
        select jsonb_build_array(worker, queue, max_attempts, args ->> 'op') as what from oban_jobs) j) as jobs,
      (select jsonb_agg(user_id order by id) from notifications) as notifications`);
  return rows[0];
}
