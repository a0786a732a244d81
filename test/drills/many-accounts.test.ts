import { Pool, type PoolClient } from 'pg';
import { expect, inject, test } from 'vitest';
import { crowdedHost, populate } from '../../bench/populated.ts';
import { readEnding } from '../../src/actions/index.ts';
import type { Operation } from '../../src/operations/index.ts';
import { confirmAll, unconfirmAll } from '../../src/operations/instance/confirm-all.ts';
import { deactivateAllFromInstance } from '../../src/operations/instance/set-activation-of-instance.ts';
import { undo } from '../../src/operations/undo/undo.ts';
import type { Json } from '../../src/text/reply.ts';
import { ownDatabase, ownersAddress } from '../support/database.ts';
import { performOn, tester } from '../support/perform.ts';
import { type Dice, diceOf, freshSeed } from './dice.ts';
import { partOf, print, unhurried } from './figures.ts';
import { putToWork } from './workers.ts';

/** How long Akkoma may wait for a row, in milliseconds. Beside other tests it may be longer. */
const longest = inject('share') === 1 ? 1_000 : 60_000;

const request = { reason: null, caller: tester, interactionId: null, secret: null };

/**
 * Writes to accounts, as Akkoma's server does.
 *
 * @param accounts the number of accounts in one transaction, in any order. Of two workers, one may only write to a
 * single account, or they would be in a deadlock with each other.
 */
const write =
  (dice: Dice, ids: readonly string[], accounts: number) =>
  async (client: PoolClient): Promise<void> => {
    await client.query('begin');
    for (let each = 0; each < accounts; each += 1) {
      await client.query('update users set last_active_at = now() where id = $1', [dice.pick(ids)]);
    }
    await client.query('commit');
  };

test(
  'while many accounts are changed and restored, Akkoma waits less than a second for any of them, and loses nothing',
  unhurried,
  async () => {
    const many = partOf(20_000);
    const { url, client } = await ownDatabase();
    await populate(client, { local: many, remote: many, hosts: 2, crowd: many });
    await client.query(`update users set is_confirmed = false where nickname like 'person%0'`);
    const { rows } = await client.query(
      `select id from users where nickname ~ '^(person|guest)' order by random() limit 2000`,
    );
    const ids = rows.map(({ id }) => String(id));
    const pool = new Pool({ connectionString: ownersAddress(url) });
    const dice = diceOf(freshSeed());
    const { perform, follow, database } = performOn(url);
    const figures: [string, string | number][] = [['accounts', many]];

    const done = async <Args extends object>(operation: Operation<Args, Json>, args: NoInfer<Args>) => {
      const workers = [3, 1].map((accounts) => putToWork(pool, write(dice, ids, accounts)));
      const began = performance.now();
      const { actionId: action } = await perform({ ...request, operation, args });
      while ((await readEnding(database.em.fork(), action)).state === 'following') await follow({ action });
      const seconds = (performance.now() - began) / 1_000;
      const met = await Promise.all(workers.map((stop) => stop()));
      const slowest = Math.max(...met.map((each) => each.slowest));
      expect(met.map(({ deadlocks }) => deadlocks)).toEqual([0, 0]);
      expect(slowest).toBeLessThan(longest);
      const writes = met.reduce((sum, each) => sum + each.writes, 0);
      figures.push([
        operation.name,
        `${seconds.toFixed(1)} s; Akkoma wrote ${writes} times, which took ${Math.round(slowest)} ms at most`,
      ]);
      return action;
    };
    const active = async () =>
      (await client.query(`select from users where is_active and nickname like $1`, [`%@${crowdedHost}`]))
        .rowCount;
    const before = await active();
    try {
      const shutOut = await done(deactivateAllFromInstance, {
        instance: crowdedHost,
        include_subdomains: false,
        keep_followers: false,
      });
      expect(await active()).toBe(0);
      await done(undo, { action: shutOut });
      expect(await active()).toBe(before);
      await done(confirmAll, {});
      await done(undo, { action: await done(unconfirmAll, {}) });
    } finally {
      await pool.end();
    }
    const { rows: unconfirmed } = await client.query(
      `select from users where nickname like 'person%' and not is_confirmed`,
    );
    expect(unconfirmed).toEqual([]);
    if (inject('share') > 0.1) print('Acts on many accounts', figures);
  },
);
