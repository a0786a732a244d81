import { expect, test } from 'vitest';
import { stage, statesIn } from './stage.ts';

test('a row that Akkoma holds: the wait ends with an error, and what Akkoma wrote stays when the command is run again', async () => {
  const { client, answerTo, press, expectTrueTales } = await stage();
  // Shortens the usual timeout of 20 seconds.
  await client.query(`
    create function be_hasty() returns trigger language plpgsql as $$
      begin
        perform set_config('lock_timeout', '200ms', true);
        return new;
      end $$;
    create trigger be_hasty before insert on steward.actions for each row execute function be_hasty()`);

  await client.query('begin');
  await client.query(`update users set bio = 'written meanwhile' where nickname = 'lain'`);
  expect(await answerTo('mo', '/user deactivate lain')).toBe(
    'Akkoma or another action is changing the same data. Nothing was changed. Try again in a minute.',
  );
  expect(await statesIn(client)).toEqual(['failed']);
  await client.query('commit');
  await expectTrueTales();
  await press('mo', 'Retry');

  await expect.poll(() => statesIn(client)).toEqual(['done']);
  await expectTrueTales();
  const { rows } = await client.query(`select bio, is_active from users where nickname = 'lain'`);
  expect(rows).toEqual([{ bio: 'written meanwhile', is_active: false }]);
});
