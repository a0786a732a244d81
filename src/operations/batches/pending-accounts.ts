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

/** How many accounts, and relationships of theirs, a batch changes: few enough to hold their rows for less than a second. */
export const batchSize = 500;

/**
 * Lists the accounts that an action is to change, in the transaction in which it begins; batches then take them from the
 * list. Who comes later is not meant.
 *
 * @param accounts a select of `id`; `restates`, whether the account is in the state already, and is to stay in it; and
 * `weight`, how many relationships go along with it.
 * @returns how many.
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

/** By what an account of the list is known to be decided about by now. */
export interface Decided {
  /** What the action changes of the accounts, as another one may have since. */
  readonly column: string;
  /** Whether it is lost for another reason, of `chosen`. */
  readonly lost?: RawBuilder<boolean>;
}

/**
 * Chooses the accounts of the next batch into `chosenAccounts`: as many as make `batchSize` with their relationships, at
 * least one.
 *
 * @param decided which of them are taken from the list instead, where time has passed since it was made: what people decide
 * holds.
 * @returns how many were taken from it.
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

/** Adds to an outcome how many accounts were left out, where any were. */
export const withLeftOut = (
  { left_out: before = 0 }: { left_out?: number },
  now: number,
): { left_out?: number } => (before + now === 0 ? {} : { left_out: before + now });

/** Takes those that were chosen from the list, but for those of which it was noted meanwhile how far it is. */
export async function markDone({ em, actionId }: Running): Promise<void> {
  await sql`
    delete from steward.pending_accounts pending using ${chosenAccounts} chosen
    where pending.action_id = ${actionId} and pending.account_id = chosen.id
      and pending.done_until = chosen.done_until`.execute(em.getKysely());
}

/** Takes all from the list that actions had still to do. */
export async function dropPending(em: Em, actions: readonly number[]): Promise<void> {
  await sql`
    delete from steward.pending_accounts where action_id = any(${sql.val(actions)}::bigint[])`.execute(
    em.getKysely(),
  );
}

/** How many accounts are left. */
async function countPending({ em, actionId }: Running): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from steward.pending_accounts where action_id = ${actionId}`.execute(
    em.getKysely(),
  );
  return rows[0]?.count ?? 0;
}

/** Whether an action has accounts left for another batch. */
export const isUnfinished = async (running: Running): Promise<boolean> => (await countPending(running)) > 0;

/** How far an action is that works in batches. */
const batchProgress = z.object({
  /** How many accounts it is about. */
  of: z.int(),
  left: z.int(),
});

export type BatchProgress = z.infer<typeof batchProgress>;

/** Reads back how far a batch is; @throws ZodError for anything else. */
export const readBatchProgress = (kept: unknown): BatchProgress => batchProgress.parse(kept);

/**
 * How far it is after a batch.
 *
 * @param before what was known before; null at first.
 * @param done with how many accounts it is done.
 */
export async function progressAfter(
  running: Running,
  before: Json,
  done: number,
): Promise<Pick<FollowResult, 'state' | 'progress'>> {
  const left = await countPending(running);
  if (left === 0) return { state: 'finished', progress: null };
  const of = before === null ? done + left : readBatchProgress(before).of;
  return { state: 'at work', progress: { of, left } };
}

/** Another action has still to come to an account, and would overtake whoever decides about it now. It passes by itself. */
export class AccountBusy extends Conflict {
  constructor(action: number) {
    super(
      text`Action ${action} is still at work on this. Try again when it is done; ${command('action show')} tells how far it is.`,
    );
  }
}

/** Whether any action has accounts left for another batch, or any undo. */
export async function isAnythingPending(em: Em): Promise<boolean> {
  const { rows } = await sql`
    select from steward.pending_accounts union all select from steward.pending_undos limit 1`.execute(
    em.getKysely(),
  );
  return rows.length > 0;
}

/**
 * Refuses what is about accounts that another action has still to come to, or that an undo has still to put back, or whose
 * followers.
 *
 * @param accounts a select of ids.
 * @param except actions that are no obstacle, since they are undone.
 * @throws AccountBusy
 */
export async function refuseWhilePending(
  em: Em,
  accounts: RawBuilder<unknown>,
  except: readonly number[] = [],
): Promise<void> {
  // Mostly there are none, and the accounts need not be looked up.
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
