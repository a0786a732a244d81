import type { Client } from 'pg';
import { expect, test } from 'vitest';
import { catalogue } from '../../../commands/index.ts';
import { undoableOf } from '../../../src/operations/index.ts';
import { trials } from '../../releases/every-operation.ts';
import { pristineDatabase } from '../../support/database.ts';
import { snapshot } from '../../support/snapshot.ts';
import { differencesSince, doing, letJobsBegin } from './doing.ts';

const undoable = undoableOf(catalogue.operations);

const operations = trials.filter(({ name }) => undoable.includes(name.split(' ')[0] ?? ''));

test('every undoable operation is tried here', () => {
  expect(new Set(operations.map(({ name }) => name.split(' ')[0]))).toEqual(new Set(undoable));
});

test.for(operations)('$name is undone: every row is as it was', async ({ setup = '', environment, act }) => {
  const { url, client } = await pristineDatabase();
  await client.query(setup);
  const { does, undoes } = doing(url, environment);
  const before = await snapshot(client);
  const action = await act(does);
  expect(await differencesSince(client, before)).not.toEqual({});

  const outcome = await undoes(action);

  expect(await differencesSince(client, before)).toEqual({});
  expect(outcome).toMatchObject({ action, skipped: 0, samples: [], mails_sent: 0 });
  expect(await stateOf(client, action)).toBe('undone');
});

/** Of these, something stays that other servers or people have been told, which other tests examine. */
const isTold = (name: string): boolean =>
  ['confirm', 'instance', 'remote', 'post.delete'].some((part) => name.includes(part));

test.for(operations.filter(({ name }) => !isTold(name)))(
  '$name is undone after the server has begun its jobs: every row but the jobs is as it was',
  async ({ setup = '', act }) => {
    const { url, client } = await pristineDatabase();
    await client.query(setup);
    const { does, undoes } = doing(url);
    const before = await snapshot(client);
    const action = await act(does);
    await letJobsBegin(client);

    await undoes(action);

    const { oban_jobs: _, ...others } = await differencesSince(client, before);
    expect(others).toEqual({});
  },
);

async function stateOf(client: Client, action: number): Promise<string> {
  const { rows } = await client.query('select state from steward.actions where id = $1', [action]);
  return rows[0].state;
}
