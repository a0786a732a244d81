import { expect, test } from 'vitest';
import { createPreview } from '../../../src/actions/index.ts';
import { tag } from '../../../src/operations/instance/tags.ts';
import { undo } from '../../../src/operations/undo/undo.ts';
import { Stale } from '../../../src/text/errors.ts';
import { pristineDatabase } from '../../support/database.ts';
import { tester } from '../../support/perform.ts';
import { someoneWaits } from '../../support/waiting.ts';
import { doing } from './doing.ts';

/** An account that was tagged, and the server's lock on its row in a transaction that is not yet committed. */
async function scene() {
  const { url, client } = await pristineDatabase();
  const ways = doing(url);
  const action = await ways.does(tag, { nickname: 'lain', tags: ['x'] });
  await client.query(`begin; update users set tags = array['theirs']::varchar[] where nickname = 'lain'`);
  return { client, action, ...ways };
}

test('an undo does not overwrite what the server is just writing', async () => {
  const { client, action, undoes } = await scene();

  const undoing = undoes(action).catch((error: unknown) => error);
  await someoneWaits(client);
  await client.query('commit');

  const fault = await undoing;
  expect(fault).toBeInstanceOf(Stale);
  expect(String(fault)).toContain('lain was changed since');
  const { rows } = await client.query(
    `select tags, (select state from steward.actions where id = $1) as state from users where nickname = 'lain'`,
    [action],
  );
  expect(rows).toEqual([{ tags: ['theirs'], state: 'done' }]);
});

test('the plan of an undo waits for nobody', async () => {
  const { client, action, dependencies } = await scene();

  const plan = await createPreview(dependencies)({
    operation: undo,
    args: { action },
    reason: null,
    caller: tester,
    interactionId: null,
    secret: null,
  });
  await client.query('rollback');

  expect(plan).toMatchObject({ size: 1, samples: ['lain'] });
});
