import { expect, test } from 'vitest';
import { createDrafts, createTidy } from '../../src/actions/index.ts';
import { NotFound } from '../../src/text/errors.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';

test('interactions are deleted a day after they were claimed, drafts an hour after they were left', async () => {
  const { url, client } = await pristineDatabase();
  const { dependencies } = performOn(url);
  const drafts = createDrafts(dependencies);
  await client.query(
    `insert into steward.interactions (id, claimed_at) values ('1', now()), ('2', now() - interval '2 days')`,
  );
  const old = await drafts.leave({ operation: 'user.rm', args: { nickname: 'lain' } }, '7');
  await client.query(`update steward.drafts set drafted_at = now() - interval '2 hours'`);
  const young = await drafts.leave({ operation: 'user.rm', args: { nickname: 'bob' } }, '7');

  await createTidy(dependencies)();

  expect((await client.query('select id from steward.interactions')).rows).toEqual([{ id: '1' }]);
  await expect(drafts.find(old, '7')).rejects.toThrow(NotFound);
  expect(await drafts.find(young, '7')).toEqual({ operation: 'user.rm', args: { nickname: 'bob' } });
  await expect(drafts.find(young, '8')).rejects.toThrow(NotFound);
});
