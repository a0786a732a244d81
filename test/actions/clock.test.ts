import { expect, test } from 'vitest';
import { timeFromNow } from '../../src/actions/store/database-clock.ts';
import { pristineDatabase } from '../support/database.ts';
import { performOn } from '../support/perform.ts';

test('a later time is counted from now, not from the start of a transaction that had to wait', async () => {
  const { url, client } = await pristineDatabase();
  const { database } = performOn(url);

  await database.em.fork().transactional(async (em) => {
    await em.execute('select 1');
    const { rows } = await client.query('select extract(epoch from clock_timestamp())::float8 * 1000 as now');
    expect((await timeFromNow(em, 1)).getTime()).toBeGreaterThanOrEqual(Math.floor(rows[0].now));
  });
});
