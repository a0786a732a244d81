import { expect, test } from 'vitest';
import { createPreview } from '../../../src/actions/index.ts';
import { fingerprint } from '../../../src/operations/index.ts';
import { unconfirmAll } from '../../../src/operations/instance/confirm-all.ts';
import { set } from '../../../src/operations/instance/set.ts';
import { deactivate } from '../../../src/operations/instance/set-activation.ts';
import { deactivateAllFromInstance } from '../../../src/operations/instance/set-activation-of-instance.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { Stale } from '../../../src/text/errors.ts';
import { pristineDatabase } from '../../support/database.ts';
import { tester } from '../../support/perform.ts';
import { doing, letJobsBegin, request } from './doing.ts';

test('approvers can read which accounts are restored, in the order of their ids', async () => {
  const { url, client } = await pristineDatabase();
  const { does, dependencies, database } = doing(url);
  const action = await does(unconfirmAll, {});
  const { rows } = await client.query(
    `select u.nickname from steward.changes c join users u on u.id = (c.key ->> 'id')::uuid
     where c.table_name = 'users' order by u.id`,
  );
  await client.query(`update users set is_confirmed = true where nickname = $1`, [rows[0].nickname]);

  const named = await undo.targets?.({ ...dependencies, em: database.em.fork() }, { action });

  expect(rows.length).toBeGreaterThan(2);
  expect(named).toEqual(rows.slice(1).map(({ nickname }) => nickname));
});

test('an undo has the tier of what it undoes, and a higher one for staff or a new admin', async () => {
  const { url, client } = await pristineDatabase();
  const { does, perform } = doing(url);
  await client.query(`update users set is_admin = true where nickname in ('lain', 'bob')`);
  const tierOf = async (action: number) =>
    (
      await perform({
        operation: undo,
        args: { action },
        reason: null,
        caller: tester,
        interactionId: null,
        secret: null,
      })
    ).plan.tier;

  expect(await tierOf(await does(tag, { nickname: 'kim', tags: ['x'] }))).toBe('routine');
  expect(await tierOf(await does(unconfirmAll, {}))).toBe('destructive');
  expect(await tierOf(await does(tag, { nickname: 'lain', tags: ['x'] }))).toBe('destructive');
  expect(await tierOf(await does(set, { nickname: 'bob', admin: false }))).toBe('destructive');
});

test('an approved undo is done though the server has sent in the meantime what could have been held back', async () => {
  const { url, client } = await pristineDatabase();
  const { does, perform, dependencies } = doing(url);
  const action = await does(deactivate, { nickname: 'friend1@friendly.example', keep_followers: false });
  const undoing = { ...request, operation: undo, args: { action } };
  const plan = await createPreview(dependencies)(undoing);
  await letJobsBegin(client);

  const { outcome } = await perform({ ...undoing, confirmedFingerprint: fingerprint(plan) });

  expect(outcome).toMatchObject({ restored: { accounts: 1, follows_asked_for_anew: 1 } });
});

test('an approved plan is stale once another account is affected', async () => {
  const { url, client } = await pristineDatabase();
  const { does, perform, dependencies } = doing(url);
  const action = await does(deactivateAllFromInstance, {
    instance: 'friendly.example',
    include_subdomains: false,
    keep_followers: false,
  });
  const undoing = { ...request, operation: undo, args: { action } };
  const plan = await createPreview(dependencies)(undoing);
  await client.query(`update users set is_active = true where nickname = 'friend1@friendly.example'`);

  await expect(perform({ ...undoing, confirmedFingerprint: fingerprint(plan) })).rejects.toThrow(Stale);
});
