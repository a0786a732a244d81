import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Em } from '../database/connection.ts';
import { Conflict } from '../errors.ts';
import type { Json } from '../reply.ts';
import { text } from '../text.ts';
import type { Followed, Writing } from './operation.ts';

/** The action that is being run, and its transaction. */
export type Running = Pick<Writing, 'em' | 'actionId'>;

/** How many accounts, and relationships of theirs, a batch changes: few enough to hold their rows for less than a second. */
export const batchSize = 1_000;

/**
 * Lists the accounts that an action is to change, in the transaction in which it begins; batches then take them from the
 * list. Who comes later is not meant.
 *
 * @param accounts a select of `id` and `restates`: whether the account is in the state already, and is to stay in it.
 * @returns how many.
 */
export async function listPending({ em, actionId }: Running, accounts: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with listed as (
      insert into steward.pending_accounts (action_id, account_id, restates, since)
      select ${actionId}, id, restates, (select coalesce(max(id), 0) from steward.changes)
      from (${accounts}) account
      returning 1
    )
    select count(*)::integer as count from listed`.execute(em.getKysely());
  return rows[0]?.count ?? 0;
}

/** A select of the accounts that are next, as `steward.pending_accounts` has them. */
export const nextPending = ({ actionId }: Running): RawBuilder<unknown> => sql`
  select * from steward.pending_accounts where action_id = ${actionId} order by account_id limit ${batchSize}`;

/**
 * Takes accounts from the list about which another action has decided since: what people decide holds.
 *
 * @param column what the action changes of them.
 * @param others which else are to be taken from it, of `pending`.
 */
export async function leaveOutDecided(
  running: Running,
  column: string,
  others: RawBuilder<boolean> = sql`false`,
): Promise<void> {
  await sql`
    delete from steward.pending_accounts listed
    using (${nextPending(running)}) pending
    where listed.action_id = pending.action_id and listed.account_id = pending.account_id and (${others} or exists (
      select from steward.changes later
      where later.table_name in ('users', 'user_invite_tokens') and later.key ->> 'id' = pending.account_id::text
        and later.table_name = 'users' and later.id > pending.since and later.action_id <> pending.action_id
        and later.before ? ${column}))`.execute(running.em.getKysely());
}

/** Takes those that are next from the list. */
export async function takeNext(running: Running): Promise<void> {
  await sql`
    delete from steward.pending_accounts
    where action_id = ${running.actionId} and account_id in (select account_id from (${nextPending(running)}) pending)`.execute(
    running.em.getKysely(),
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
): Promise<Pick<Followed, 'state' | 'progress'>> {
  const left = await countPending(running);
  if (left === 0) return { state: 'finished', progress: null };
  const of = before === null ? done + left : readBatchProgress(before).of;
  return { state: 'at work', progress: { of, left } };
}

/**
 * Whoever decides about an account while another action has still to come to it would be overtaken by it.
 *
 * @param accounts a select of ids.
 * @throws Conflict where an action that is at work has not come to one of them yet.
 */
export async function refuseWhilePending(em: Em, accounts: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{ action: number }>`
    select action_id::integer as action from steward.pending_accounts
    where account_id in (${accounts}) order by action_id limit 1`.execute(em.getKysely());
  const [pending] = rows;
  if (pending === undefined) return;
  throw new Conflict(
    text`Action ${pending.action} is still at work on this. Ask again when it is done; "action show" tells how far it is.`,
  );
}
