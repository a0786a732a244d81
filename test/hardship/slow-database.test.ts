import { expect, test } from 'vitest';
import { isActive, setForSteward, stage, statesIn } from './stage.ts';

/** Every write to accounts takes three seconds. */
const slowDown = `
  create function slow_down() returns trigger language plpgsql as $$
    begin
      perform pg_sleep(3);
      return null;
    end $$;
  create trigger slow_down after update on users for each statement execute function slow_down()`;

// PostgreSQL 17 and newer know the latter, which ends the connection.
test.for(['statement_timeout', 'transaction_timeout'])(
  'more time than %s allows: nothing is done, the person gets an error, and can try again',
  async (setting, { skip }) => {
    const { client, answerTo, press, expectTruth } = await stage();
    const known = await client.query('select from pg_settings where name = $1', [setting]);
    if (known.rowCount === 0) skip('this PostgreSQL does not know it');
    await client.query(slowDown);
    await setForSteward(client, setting, '1s');

    expect(await answerTo('mo', '/user deactivate lain')).toBe(
      'The database took too long. Nothing was changed. Try again when the server is less busy.',
    );
    expect(await statesIn(client)).toEqual(['failed']);
    expect(await isActive(client, 'lain')).toBe(true);
    await setForSteward(client, setting, null);
    await client.query('drop trigger slow_down on users');
    await expectTruth();

    await press('mo', 'Retry');
    await expect.poll(() => statesIn(client)).toEqual(['done']);
    await expectTruth();
  },
);
