import type { Client } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { type ActionFilter, findPerson, listActions, suggestActions } from '../../src/actions/index.ts';
import { connect, type Database } from '../../src/database/connection/connection.ts';
import { testDatabase } from '../support/database.ts';
import { rowsRead } from '../support/rows-read.ts';

const count = 100_000;
const database = testDatabase();
let orm: Database;

/** A hundred thousand actions of a year, most of them done and most by the same requester. */
async function manyActions(client: Client): Promise<void> {
  await client.query(`
    insert into steward.actions (operation, args, reason, tier, state, requester_id, requester_name, source, plan,
      fingerprint, proposed_at)
    select case when n % 10 = 0 then 'user.rm' else 'user.deactivate' end, '{}', null, 'routine',
      case when n % 1000 = 0 then 'failed' else 'done' end,
      case when n % 500 = 7 then 'system:mo' when n < 30000 then 'system:gone'
        else '108441350218823270' || n % 3 end,
      case when n % 500 = 7 then 'mo' when n < 30000 then 'gone' else 'person' || n % 3 end, 'discord',
      jsonb_build_object('target', 'account' || n % 5000), '', timestamptz '2026-01-01' + n * interval '5 minutes'
    from generate_series(1, ${count}) n`);
  await client.query('analyze steward.actions');
}

beforeAll(async () => {
  await manyActions(database.client);
  orm = connect(database.url, 'steward-test');
  return () => orm.close();
});

const ids = async (filter: ActionFilter, cursor = {}, limit = 3) =>
  (await listActions(orm.em.fork(), filter, cursor, limit)).map(({ id }) => id);

const at = (n: number) => new Date(Date.parse('2026-01-01T00:00Z') + n * 300_000);

test.for<[ActionFilter, number[]]>([
  [{}, [100_000, 99_999, 99_998]],
  [{ requester: 'system:mo' }, [99_507, 99_007, 98_507]],
  [{ target: 'account7' }, [95_007, 90_007, 85_007]],
  [{ operation: 'user.rm' }, [100_000, 99_990, 99_980]],
  [{ states: ['failed'] }, [100_000, 99_000, 98_000]],
  [{ states: ['failed', 'running'] }, [100_000, 99_000, 98_000]],
  [{ until: at(10) }, [9, 8, 7]],
  [{ since: at(99_999) }, [100_000, 99_999]],
  [{ since: at(5), until: at(7) }, [6, 5]],
  [{ requester: 'system:mo', target: 'account7' }, [95_007, 90_007, 85_007]],
  [{ requester: 'nobody' }, []],
])('%j lists the newest actions that match', async ([filter, expected]) => {
  expect(await ids(filter)).toEqual(expected);
});

test('pages follow one another in both directions, without gaps', async () => {
  const filter = { states: ['failed'] } satisfies ActionFilter;
  expect(await ids(filter, { after: 98_000 })).toEqual([97_000, 96_000, 95_000]);
  expect(await ids(filter, { before: 97_000 })).toEqual([100_000, 99_000, 98_000]);
});

describe(`of ${count} actions`, () => {
  test.for<ActionFilter & { after?: number }>([
    {},
    { after: 50_000 },
    { requester: 'system:mo' },
    { requester: 'system:gone' },
    { target: 'account7' },
    { operation: 'user.rm' },
    { operation: 'user.rm', until: at(50_000) },
    { states: ['failed'] },
    { states: ['expired'] },
    { states: ['running', 'following'] },
    { until: at(30) },
    { since: at(99_990) },
    { since: at(200_000) },
    { requester: 'system:mo', until: at(50_000) },
  ])('%j reads the rows of a page and few more', async ({ after, ...filter }) => {
    const { rows, scans } = await rowsRead(database.client, 'actions', () =>
      listActions(orm.em.fork(), filter, { after }, 21),
    );

    expect(scans).not.toContain('Seq Scan');
    expect(rows).toBeLessThan(100);
  });

  test('requesters are found without reading their actions', async () => {
    const { rows, scans } = await rowsRead(database.client, 'actions', () => findPerson(orm.em.fork(), 'mo'));

    expect(scans).not.toContain('Seq Scan');
    expect(rows).toBeLessThan(30);
  });

  test('an action is suggested by its number, however old, and by what it is called among the newest', async () => {
    const suggested = async (typed: string) =>
      (
        await suggestActions(orm.em.fork(), typed, ({ operation, target }) => `${operation} on ${target}`)
      ).map(({ value }) => Number(value));
    expect((await suggested('#77'))[0]).toBe(77);
    expect((await suggested('USER.RM')).slice(0, 2)).toEqual([100_000, 99_990]);
    expect(await suggested('account4507')).toEqual([99_507]);
    expect(await suggested('')).toHaveLength(25);
  });
});

test('a requester is found by id or name, and never guessed', async () => {
  const find = (typed: string) => findPerson(orm.em.fork(), typed);
  expect(await find('system:mo')).toEqual({ id: 'system:mo', name: 'mo' });
  expect((await find('1084413502188232701')).name).toBe('person1');
  expect((await find('Person2')).id).toBe('1084413502188232702');
  await expect(find('person')).rejects.toThrow(/No actions by person/);
});
