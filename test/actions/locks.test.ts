import { sql } from 'kysely';
import type { Pool } from 'pg';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { explain } from '../../src/command/index.ts';
import { defineOperation } from '../../src/operations/index.ts';
import { tag } from '../../src/operations/instance/tags.ts';
import { plain } from '../../src/text/text.ts';
import { pristineDatabase } from '../support/database.ts';
import { another, performOn, pressOf, tester, waysOn } from '../support/perform.ts';

/** Changes an account, with a shorter lock timeout than usual. */
const hasty = defineOperation({
  name: 'test.hasty',
  tier: 'routine',
  writes: {},
  undo: 'recorded',
  plan: async () => ({ target: 'lain', counts: {}, samples: [], warnings: [], facts: {} }),
  async apply({ em, journal, now }) {
    await sql`set local lock_timeout = '100ms'`.execute(em.getKysely());
    await journal.update('users', ['is_locked'], sql`select id, true as is_locked from users`, now);
    return {};
  },
});

test('an operation does not wait forever for a lock that the server holds, and the error names what it waited for', async () => {
  const { url, client } = await pristineDatabase();
  const { perform, database } = performOn(url);
  const { rows } = await sql`show lock_timeout`.execute(database.em.fork().getKysely());
  expect(rows).toEqual([{ lock_timeout: '20s' }]);
  await client.query('begin');
  await client.query(`select from users where nickname = 'lain' for update`);

  const request = { reason: null, caller: tester, interactionId: '1', secret: null };
  const fault = await perform({ ...request, operation: hasty, args: {} }).catch((error: unknown) => error);
  await client.query('rollback');

  const { tone, line } = explain(fault, pino({ level: 'silent' }));
  expect({ tone, line: plain(line) }).toEqual({
    tone: 'failed',
    line: expect.stringMatching(
      /^Akkoma or another action is changing the same data\. Nothing was changed\. Try again/,
    ),
  });
});

test('an approved action does not fail because another transaction waits for the global lock: it is retried', async () => {
  const { url, client } = await pristineDatabase();
  const { database, propose, castVote, run } = waysOn(url, { votes: 1, atEnd: onTestFinished });
  const pool = (await database.em.getConnection().getNativeClient()) as Pool;
  pool.on('connect', (connection) => void connection.query(`set lock_timeout = '100ms'`));
  const request = { reason: 'x', caller: tester, interactionId: null, secret: null };
  const { actionId } = await propose({ ...request, operation: tag, args: { nickname: 'lain', tags: ['x'] } });
  await castVote(pressOf(actionId, null, another('bob')), { vote: 'approve', seen: null });
  await client.query(`update steward.actions set state = 'running'`);
  const stateNow = async () => (await client.query('select state from steward.actions')).rows[0].state;
  await client.query(`select pg_advisory_lock(hashtext('steward.lock'))`);

  await expect(run({ action: actionId })).rejects.toThrow();
  expect(await stateNow()).toBe('running');

  await client.query(`select pg_advisory_unlock(hashtext('steward.lock'))`);
  await run({ action: actionId });
  expect(await stateNow()).toBe('done');
});
