import { expect, test } from 'vitest';
import { recordMonth } from '../../../sandbox/database/month.ts';
import { measureDay, readDays } from '../../../src/operations/index.ts';
import { ownersAddress, pristineDatabase } from '../../support/database.ts';
import { performOn } from '../../support/perform.ts';

test('each of the last thirty days has people and posts, and the present day continues them', async () => {
  const { url } = await pristineDatabase();
  const { database } = performOn(url);

  await recordMonth(ownersAddress(url));
  await measureDay(database.em.fork());

  const days = await readDays(database.em.fork(), 30);
  const before = days.slice(0, -1);
  expect(days).toHaveLength(30);
  expect(before.filter(({ active, posts }) => (active ?? 0) > 0 && (posts ?? 0) > 0)).toHaveLength(29);
  expect(days.at(-1)?.posts).toBeGreaterThan(0);
});
