import { expect, test } from 'vitest';
import { createPhraseOf, openPolicy, tierOf } from '../../src/actions/index.ts';
import type { Operation, Plan } from '../../src/operations/index.ts';
import { changeEmail } from '../../src/operations/instance/change-email.ts';
import { confirm } from '../../src/operations/instance/confirm.ts';
import { confirmAll, unconfirmAll } from '../../src/operations/instance/confirm-all.ts';
import { invite } from '../../src/operations/instance/invite.ts';
import { newUser } from '../../src/operations/instance/new-user.ts';
import { resetMfa } from '../../src/operations/instance/reset-mfa.ts';
import { resetPassword } from '../../src/operations/instance/reset-password.ts';
import { set } from '../../src/operations/instance/set.ts';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import {
  activateAllFromInstance,
  deactivateAllFromInstance,
} from '../../src/operations/instance/set-activation-of-instance.ts';
import { signOut } from '../../src/operations/instance/sign-out.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import type { Json } from '../../src/text/reply.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { statementsDuring } from '../support/statements.ts';

/** Pairs an operation with its arguments, for operations of any type. */
const attempt = <Args extends object, Outcome extends Json>(
  operation: Operation<Args, Outcome>,
  args: Args,
) => ({
  operation: operation as unknown as Operation<object, Json>,
  args: args as object,
});

/** Every operation on one account. */
const on = (nickname: string) => [
  attempt(deactivate, { nickname, keep_followers: false }),
  attempt(tag, { nickname, tags: ['x'] }),
  attempt(confirm, { nickname }),
  attempt(set, { nickname, locked: true }),
  attempt(changeEmail, { nickname, email: 'another@mail.example' }),
  attempt(resetPassword, { nickname }),
  attempt(resetMfa, { nickname }),
  attempt(signOut, { nickname }),
];

const everywhere = { include_subdomains: false, keep_followers: false };
const bulk = [
  attempt(deactivateAllFromInstance, { instance: 'spam.example', ...everywhere }),
  attempt(activateAllFromInstance, { instance: 'spam.example', include_subdomains: false }),
  attempt(confirmAll, {}),
  attempt(unconfirmAll, {}),
];

async function scene() {
  const { url, client } = await pristineDatabase('3.19');
  // So that each operation has something to do.
  await client.query(
    `update users set multi_factor_authentication_settings = '{"enabled": true}' where nickname in ('lain', 'mo')`,
  );
  await client.query(`
    insert into oauth_tokens (user_id, app_id, token, scopes, valid_until, inserted_at, updated_at)
    select id, (select min(id) from apps), 'of ' || nickname, '{read}', now() + interval '1 day', now(), now()
    from users where nickname in ('lain', 'mo')`);
  const ways = performOn(url);
  const reading = () => ({ ...ways.dependencies, em: ways.database.em.fork() });
  return {
    ...ways,
    client,
    reading,
    plan: ({ operation, args }: { operation: Operation<object, Json>; args: object }): Promise<Plan> =>
      operation.plan(
        {
          ...reading(),
          secret: null,
          requester: { id: '1', name: 'one' },
          phraseOf: createPhraseOf(ways.dependencies.definitionOf),
        },
        args,
      ),
  };
}

const policy = openPolicy(100);

test('an action on staff of the instance is destructive; on anybody else it has its usual tier', async () => {
  const { plan } = await scene();

  for (const each of on('mo')) {
    expect(tierOf(each.operation, await plan(each), policy), each.operation.name).toBe('destructive');
    expect(each.operation.raisedBy, each.operation.name).toContain('staff');
  }
  for (const each of on('lain')) {
    expect(tierOf(each.operation, await plan(each), policy), each.operation.name).toBe(each.operation.tier);
  }
});

test('to confirm staff is destructive too: others may have unconfirmed them', async () => {
  const { plan, client } = await scene();
  await client.query(`update users set is_confirmed = false where nickname = 'mo'`);

  expect(tierOf(confirm, await plan(attempt(confirm, { nickname: 'mo' })), policy)).toBe('destructive');
});

test('to make an account an admin is destructive, be it new or not', async () => {
  const { plan } = await scene();
  const newcomer = {
    nickname: 'newcomer',
    email: 'newcomer@mail.example',
    admin: true,
    moderator: false,
    choose_password: false,
  };

  for (const each of [attempt(set, { nickname: 'lain', admin: true }), attempt(newUser, newcomer)]) {
    expect(tierOf(each.operation, await plan(each), policy), each.operation.name).toBe('destructive');
    expect(each.operation.raisedBy, each.operation.name).toContain('admin');
  }
});

test('an action on many accounts has their number, and names all of them in the order of their ids, by one statement', async () => {
  const { plan, reading, client } = await scene();
  await client.query(`update users set is_active = false where nickname in
    (select nickname from users where nickname like '%@spam.example' order by id limit 7)`);
  const { rows } = await client.query<{ nickname: string }>(
    'select nickname from users where nickname is not null order by id',
  );
  const byId = rows.map(({ nickname }) => nickname);

  for (const each of bulk) {
    const { size, counts, samples } = await plan(each);
    let targets: readonly string[] = [];
    const statements = await statementsDuring(async () => {
      targets = (await each.operation.targets?.(reading(), each.args)) ?? [];
    });

    const { name } = each.operation;
    expect(targets.length, name).toBeGreaterThan(0);
    expect(targets, name).toHaveLength(size ?? 0);
    expect(size, name).toBe(Object.values(counts)[0]);
    expect(targets, name).toEqual(byId.filter((nickname) => targets.includes(nickname)));
    expect(targets.slice(0, samples.length), name).toEqual(samples);
    expect(statements, name).toBe(1);
  }
});

test('to activate the accounts of an instance is destructive where they are more than the limit', async () => {
  const { plan, client } = await scene();
  await client.query(`update users set is_active = false where nickname like '%@spam.example'`);
  const many = await plan(
    attempt(activateAllFromInstance, { instance: 'spam.example', include_subdomains: false }),
  );

  expect(activateAllFromInstance.raisedBy).toEqual(['many']);
  expect(many.size).toBe(26);
  expect(tierOf(activateAllFromInstance, many, openPolicy(26))).toBe('sensitive');
  expect(tierOf(activateAllFromInstance, many, openPolicy(25))).toBe('destructive');
});

test('an operation declares that it reveals a secret where it does, and nowhere else', async () => {
  const { perform } = await scene();
  const newcomer = {
    nickname: 'newcomer',
    email: 'newcomer@mail.example',
    admin: false,
    moderator: false,
    choose_password: false,
  };

  for (const each of [...on('lain'), attempt(newUser, newcomer), attempt(invite, {}), ...bulk.slice(0, 1)]) {
    const { secrets } = await perform({
      ...each,
      reason: null,
      caller: tester,
      interactionId: null,
      secret: null,
    });
    expect(Object.keys(secrets).length > 0, each.operation.name).toBe(each.operation.reveals === true);
  }
});
