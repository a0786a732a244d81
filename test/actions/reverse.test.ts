import { expect, test } from 'vitest';
import { deactivate } from '../../src/operations/instance/set-activation.ts';
import { ownDatabase } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';

test('a reversal that is hindered for a while leaves no failed actions behind', async () => {
  const { url, client } = await ownDatabase();
  const { perform, reverse } = performOn(url);
  const { actionId } = await perform({
    operation: deactivate,
    args: { nickname: 'lain', keep_followers: false, for: '7d' },
    reason: null,
    caller: tester,
    interactionId: null,
    secret: null,
  });
  await client.query('update steward.actions set reverses_at = now()');
  await client.query(`
    create function hinder() returns trigger language plpgsql as $$
      begin raise exception 'in the way' using errcode = 'query_canceled'; end $$;
    create trigger hinder before update on users for each row execute function hinder()`);

  await expect(reverse({ action: actionId })).rejects.toThrow();
  await expect(reverse({ action: actionId })).rejects.toThrow();
  await client.query('drop trigger hinder on users');
  await reverse({ action: actionId });

  const { rows } = await client.query('select operation, state from steward.actions order by id');
  expect(rows).toEqual([
    { operation: 'user.deactivate', state: 'undone' },
    { operation: 'action.undo', state: 'done' },
  ]);
});
