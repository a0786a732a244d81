import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { chosenAccounts } from '../../akkoma/accounts/activation.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict } from '../../text/errors.ts';
import type { Json } from '../../text/reply.ts';
import { command, text } from '../../text/text.ts';
import type { ApplyContext, FollowResult } from '../operation.ts';

/** The action that is being run, and its transaction. */
export type Running = Pick<ApplyContext, 'em' | 'actionId'>;

/**
 * The number of accounts and relationships that a batch changes: few enough to lock their rows for less than a second.
 */
export const batchSize = 500;

/**
 * Lists the accounts that an action is to change, in the transaction in which it begins. Batches then take them from
 * the list. Accounts that appear later are not included.
 *
 * @param accounts a select of `id`; `restates`, whether the account is in that state already and must stay in it; and
 * `weight`, the number of its relationships that change with it.
 * @returns how many there are.
 */
export async function listPending({ em, actionId }: Running, accounts: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with listed as (
      insert into steward.pending_accounts (action_id, account_id, restates, weight, since)
      select ${actionId}, id, restates, weight, (select coalesce(max(id), 0) from steward.changes)
      from (${accounts}) account
      returning 1
    )
    select count(*)::integer as count from listed`.execute(em.getKysely());
  return rows[0]?.count ?? 0;
}

/** How to find the listed accounts that others have decided about since. */
export interface Decided {
  /** The column of `users` that the action changes, and that another action may have changed since. */
  readonly column: string;
  /** A further reason to leave out an account of `chosen`. */
  readonly lost?: RawBuilder<boolean>;
}

/**
 * Chooses the accounts of the next batch into `chosenAccounts`: as many as make `batchSize` with their relationships,
 * and at least one.
 *
 * @param decided which accounts to remove from the list instead, where time has passed since it was made: a later
 * decision prevails.
 * @returns how many accounts were removed from the list.
 */
export async function choosePending({ em, actionId }: Running, decided?: Decided): Promise<number> {
  const database = em.getKysely();
  let leftOut = 0;
  await sql`
    create temporary table chosen_accounts on commit drop as
    select id, restates, done_until, done_until > 0 as continues
    from (
      select account_id as id, restates, done_until, row_number() over (order by account_id) as place,
        sum(1 + weight) over (order by account_id) as total
      from (
        select * from steward.pending_accounts where action_id = ${actionId} order by account_id limit ${batchSize}
      ) pending
    ) weighed
    where place = 1 or total <= ${batchSize}`.execute(database);
  if (decided !== undefined) {
    const { column, lost = sql`false` } = decided;
    const { numAffectedRows = 0n } = await sql`
      with decided as (
        delete from ${chosenAccounts} chosen
        where ${lost} or exists (
          select from steward.changes later
          where later.table_name in ('users', 'user_invite_tokens') and later.key ->> 'id' = chosen.id::text
            and later.table_name = 'users' and later.action_id <> ${actionId} and later.before ? ${column}
            and later.id > (select since from steward.pending_accounts where action_id = ${actionId} limit 1))
        returning id
      )
      delete from steward.pending_accounts
      where action_id = ${actionId} and account_id in (select id from decided)`.execute(database);
    leftOut = Number(numAffectedRows);
  }
  await sql`analyze ${chosenAccounts}`.execute(database);
  return leftOut;
}

/** The number of accounts that were left out so far, as a part of an outcome; empty where there are none. */
export const withLeftOut = (
  { left_out: before = 0 }: { left_out?: number },
  now: number,
): { left_out?: number } => (before + now === 0 ? {} : { left_out: before + now });

/**
 * Removes the chosen accounts from the list, except those whose progress was updated in this batch: they have more to
 * do.
 */
export async function markDone({ em, actionId }: Running): Promise<void> {
  await sql`
    delete from steward.pending_accounts pending using ${chosenAccounts} chosen
    where pending.action_id = ${actionId} and pending.account_id = chosen.id
      and pending.done_until = chosen.done_until`.execute(em.getKysely());
}

/** Removes everything from the list that actions had still to do. */
export async function dropPending(em: Em, actions: readonly number[]): Promise<void> {
  await sql`
    delete from steward.pending_accounts where action_id = any(${sql.val(actions)}::bigint[])`.execute(
    em.getKysely(),
  );
}

/** Counts the accounts that are left. */
async function countPending({ em, actionId }: Running): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from steward.pending_accounts where action_id = ${actionId}`.execute(
    em.getKysely(),
  );
  return rows[0]?.count ?? 0;
}

/** Whether an action has accounts left for another batch. */
export const isUnfinished = async (running: Running): Promise<boolean> => (await countPending(running)) > 0;

/** The progress of an action that works in batches. */
const batchProgress = z.object({
  /** The number of accounts that it is about. */
  of: z.int(),
  left: z.int(),
});

export type BatchProgress = z.infer<typeof batchProgress>;

/**
 * Parses the stored progress.
 *
 * @throws ZodError for anything else.
 */
export const readBatchProgress = (kept: unknown): BatchProgress => batchProgress.parse(kept);

/**
 * The state and progress of an action after a batch.
 *
 * @param before the stored progress; null after the first batch.
 * @param done the number of accounts that are done.
 */
export async function progressAfter(
  running: Running,
  before: Json,
  done: number,
): Promise<Pick<FollowResult, 'state' | 'progress'>> {
  const left = await countPending(running);
  if (left === 0) return { state: 'finished', progress: null };
  const of = before === null ? done + left : readBatchProgress(before).of;
  return { state: 'in_progress', progress: { of, left } };
}

/**
 * Another action has still to change an account, and would override a decision that is made now. The caller can try
 * again when that action is done.
 */
export class AccountBusy extends Conflict {
  constructor(action: number) {
    super(
      text`Action ${action} is still running on the same accounts. Try again when it is done; ${command('action show')} shows its progress.`,
    );
  }
}

/** Whether any action has accounts left for another batch, or any undo has parts left. */
export async function isAnythingPending(em: Em): Promise<boolean> {
  const { rows } = await sql`
    select from steward.pending_accounts union all select from steward.pending_undos limit 1`.execute(
    em.getKysely(),
  );
  return rows.length > 0;
}

/**
 * Refuses a request about accounts that another action has still to change, or that an undo has still to restore, them
 * or their follows.
 *
 * @param accounts a select of ids.
 * @param except actions that do not count, since the request undoes them.
 * @throws AccountBusy
 */
export async function refuseWhilePending(
  em: Em,
  accounts: RawBuilder<unknown>,
  except: readonly number[] = [],
): Promise<void> {
  // Usually there are none, and the accounts need not be selected.
  if (!(await isAnythingPending(em))) return;
  const { rows } = await sql<{ action: number }>`
    with concerned (id) as materialized (select account::text from (${accounts}) concerned (account))
    select action_id::integer as action from steward.pending_accounts
    where action_id <> all(${sql.val(except)}::bigint[]) and account_id in (select id::uuid from concerned)
    union all
    select listed.action_id from steward.pending_undos listed
    join steward.changes record on record.action_id = listed.undone_id
      and record.id between listed.first_change and listed.last_change
    where record.table_name = 'users' and record.before ?| array['is_active', 'is_confirmed']
        and record.key ->> 'id' in (select id from concerned)
      or record.table_name = 'following_relationships' and (
        record.before ->> 'follower_id' in (select id from concerned)
        or record.before ->> 'following_id' in (select id from concerned))
    order by action limit 1`.execute(em.getKysely());
  const [pending] = rows;
  if (pending !== undefined) throw new AccountBusy(pending.action);
}
