import { sql } from 'kysely';
import { z } from 'zod';
import type { UndoPart } from '../../database/change-records/undo-set.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Running } from '../batches/pending-accounts.ts';

/** About how many records a part takes back: few enough to hold their rows for less than a second. */
const partSize = 1_000;

/**
 * Notes where a batch of an action ends among what it has recorded, so that an undo takes it back as a whole; at the end of
 * its transaction.
 *
 * @param since the number of the last change of the batch before; 0 for none.
 */
export async function noteBatch(em: Em, action: number, since = 0): Promise<void> {
  await sql`
    insert into steward.batches (action_id, last_change)
    select action_id, max(id) from steward.changes where action_id = ${action} and id > ${since} group by action_id`.execute(
    em.getKysely(),
  );
}

/** How far an undo is that is done in parts. */
const undoProgress = z.object({
  of: z.int(),
  left: z.int(),
});

/** Reads back how far an undo is; @throws ZodError for anything else. */
export const readUndoProgress = (kept: unknown): z.infer<typeof undoProgress> => undoProgress.parse(kept);

/** How what is taken back is judged. */
export interface Scope {
  /** Whether nothing of an account is to be touched that a later action decided about. */
  readonly leaveDecided: boolean;
  /** An undo; only the accounts that its actions had decided about are put back then. Null for all. */
  readonly released: number | null;
}

/**
 * Lists the parts in which an undo takes actions back, in the transaction in which it begins: whole actions, and of an action
 * that was done in batches whole batches, the oldest first. What one transaction changed is put back by one, since its rows
 * are judged by each other. Where one part holds all, none is listed.
 *
 * @param actions their numbers.
 */
export async function listParts(
  { em, actionId }: Running,
  actions: readonly number[],
  { leaveDecided, released }: Scope,
): Promise<void> {
  await sql`
    with recorded as materialized (
      select action_id, min(id) as first_change, max(id) as last_change
      from steward.changes where action_id = any(${sql.val(actions)}::bigint[]) group by action_id
    ),
    ended as (
      select action_id, last_change from steward.batches where action_id = any(${sql.val(actions)}::bigint[])
      union
      select action_id, last_change from recorded
    ),
    transactions as (
      select ended.action_id, ended.last_change, coalesce(
          lag(ended.last_change) over (partition by ended.action_id order by ended.last_change) + 1,
          recorded.first_change) as first_change
      from ended join recorded on recorded.action_id = ended.action_id
    ),
    counted as (
      select *, sum(last_change - first_change + 1) over (order by first_change, action_id) as total
      from transactions
    ),
    numbered as (
      select *, div(total - (last_change - first_change + 1), ${partSize}) as part from counted
    )
    insert into steward.pending_undos
      (action_id, part, undone_id, first_change, last_change, leave_decided, released_by)
    select ${actionId}, part, action_id, first_change, last_change, ${leaveDecided}, ${released}::bigint
    from numbered where exists (select from numbered where part > 0)`.execute(em.getKysely());
}

/** The part that is next, and how it is judged; null where none is left. */
export async function nextPart({ em, actionId }: Running): Promise<(UndoPart & Scope) | null> {
  const { rows } = await sql<{ part: number; leaveDecided: boolean; released: number | null }>`
    select part, leave_decided as "leaveDecided", released_by::float8 as released
    from steward.pending_undos where action_id = ${actionId} order by part limit 1`.execute(em.getKysely());
  const [next] = rows;
  return next === undefined ? null : { undo: actionId, ...next };
}

/** Takes a part from the list that is done. */
export async function markPartDone({ em }: Pick<Running, 'em'>, { undo, part }: UndoPart): Promise<void> {
  await sql`delete from steward.pending_undos where action_id = ${undo} and part = ${part}`.execute(
    em.getKysely(),
  );
}

/** Whether an undo has parts left. */
export const hasParts = async (running: Running): Promise<boolean> => (await countParts(running)) > 0;

/** How many parts are left of an undo. */
export async function countParts({ em, actionId }: Running): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct part)::integer as count from steward.pending_undos where action_id = ${actionId}`.execute(
    em.getKysely(),
  );
  return rows[0]?.count ?? 0;
}
