import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { NothingToDo, Stale } from '../../text/errors.ts';
import { reasonAfter } from '../../text/sentences.ts';
import { command, text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';

/** The global lock: nothing can be changed while it exists. */
export interface Lock {
  /** The number of the action that made it. */
  readonly action: number;
  /** Who locked, by the name they had then. */
  readonly by: string;
  readonly reason: string;
  readonly since: Date;
}

/** Reads the lock; null where there is none. */
export async function readLock(em: Em): Promise<Lock | null> {
  const { rows } = await sql<Lock>`
    select action_id::float8 as action, locked_by_name as by, reason, locked_at as since from steward.lock`.execute(
    em.getKysely(),
  );
  return rows.map((row) => ({ ...row, since: new Date(row.since) }))[0] ?? null;
}

/**
 * Reads the lock before something is changed in the transaction of `em`. Until that ends nobody can lock, and while
 * another transaction is locking or unlocking, this waits for it.
 *
 * A transaction that waits to lock is next: later ones queue behind it. With a shared row lock they would overtake it.
 */
export async function readUnderSharedLock(em: Em): Promise<Lock | null> {
  // Two statements: a single one would read with its snapshot from before the wait.
  await sql`select pg_advisory_xact_lock_shared(hashtext('steward.lock'))`.execute(em.getKysely());
  return readLock(em);
}

/** Waits, without a timeout, until all transactions that change something have committed or rolled back. */
async function lockExclusively(em: Em): Promise<void> {
  await sql`select set_config('lock_timeout', '0', true)`.execute(em.getKysely());
  await sql`select pg_advisory_xact_lock(hashtext('steward.lock'))`.execute(em.getKysely());
}

const target = 'Steward';

/** Locks Steward: once this is done, nothing changes that was not committed by then. */
export const lock = defineOperation({
  name: 'action.lock',
  tier: 'sensitive',
  writes: {},
  control: 'lock',
  undo: { by: 'action unlock' },

  async plan({ em }) {
    const there = await readLock(em);
    if (there !== null) {
      throw new NothingToDo(
        text`Steward is already locked. Locked by ${there.by} ${there.since}. Unlock it with ${command('action unlock')}.`,
      );
    }
    return { target, counts: {}, samples: [], warnings: [], facts: {} };
  },

  async apply({ em, actionId }) {
    await lockExclusively(em);
    const { rows } = await sql<{ reason: string }>`
      insert into steward.lock (action_id, locked_by_id, locked_by_name, reason, locked_at)
      select id, requester_id, requester_name, coalesce(reason, ''), clock_timestamp()
      from steward.actions where id = ${actionId}
      on conflict do nothing
      returning reason`.execute(em.getKysely());
    const [made] = rows;
    if (made === undefined)
      throw new Stale(text`Steward was just locked by someone else. Nothing was changed.`);
    return { reason: made.reason };
  },
});

/**
 * Unlocks Steward. Actions that were approved in the meantime, or were waiting before, then run unless they have
 * expired.
 */
export const unlock = defineOperation({
  name: 'action.unlock',
  tier: 'destructive',
  writes: {},
  control: 'unlock',
  undo: { by: 'action lock' },

  async plan({ em }) {
    const there = await readLock(em);
    if (there === null) throw new NothingToDo(text`Steward is not locked.`);
    return {
      target,
      counts: {},
      samples: [],
      warnings: [],
      before: [text`Locked by ${there.by} ${there.since}${reasonAfter(there.reason)}.`],
      facts: { lock: there.action },
    };
  },

  async apply({ em }, _args, { facts }) {
    await lockExclusively(em);
    const { rows } = await sql<{ by: string }>`
      delete from steward.lock where action_id = ${facts.lock}::bigint returning locked_by_name as by`.execute(
      em.getKysely(),
    );
    const [gone] = rows;
    if (gone === undefined) {
      throw new Stale(
        text`Steward was just unlocked by someone else. Nothing was changed. Check the lock with ${command('action policy')}.`,
      );
    }
    return { locked_by: gone.by };
  },
});
