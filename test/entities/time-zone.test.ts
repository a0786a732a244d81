import { afterAll, beforeAll, expect, test } from 'vitest';
import { setTime, User, UserInviteToken } from '../../entities/akkoma/index.ts';
import { testDatabase } from '../support/database.ts';
import { akkomaOrm } from '../support/orm.ts';

const database = testDatabase();
const zone = process.env.TZ;

beforeAll(() => {
  process.env.TZ = 'America/New_York';
});

afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

test('times are UTC in the database in any time zone of the machine, in rows and in conditions', async () => {
  expect(new Date('2026-07-01T00:00:00Z').getTimezoneOffset()).toBe(240);
  const { orm } = akkomaOrm(database.url);
  const em = orm.em.fork();
  // In New York this hour does not exist: clocks go from 2 to 3.
  const now = new Date('2026-03-08T02:30:00.700Z');
  setTime(em, now);
  const lain = await em.findOneOrFail(User, { nickname: 'lain' });
  expect(lain.updatedAt.toISOString()).toBe('2026-10-24T02:47:09.000Z');
  lain.lastStatusAt = now;
  em.create(UserInviteToken, { token: 'zone', expiresAt: '2026-03-08' });
  await em.flush();

  const { rows } = await database.client.query(`
    select updated_at::text, last_status_at::text,
      (select expires_at::text from user_invite_tokens where token = 'zone') as expires_at
    from users where nickname = 'lain'`);
  const second = '2026-03-08 02:30:00';
  expect(rows).toEqual([{ updated_at: second, last_status_at: second, expires_at: '2026-03-08' }]);

  const other = orm.em.fork();
  expect(await other.count(User, { lastStatusAt: now })).toBe(1);
  expect(await other.nativeUpdate(User, { lastStatusAt: { $lte: now } }, { lastActiveAt: now })).toBe(1);
  const again = await other.findOneOrFail(User, { nickname: 'lain' });
  expect(again.lastActiveAt?.toISOString()).toBe('2026-03-08T02:30:00.000Z');
  expect(await other.findOneOrFail(UserInviteToken, { expiresAt: '2026-03-08' })).toMatchObject({
    token: 'zone',
  });
});
