import { sql } from 'kysely';
import { z } from 'zod';
import type { UndoPart } from '../../database/change-records/undo-set.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Running } from '../batches/pending-accounts.ts';

/** The approximate number of records that a part restores: few enough to lock their rows for less than a second. */
const partSize = 1_000;

/**
 * Records where a batch of an action ends among its changes, so that an undo restores the batch as a whole. Call it at
 * the end of the batch's transaction.
 *
 * @param since the id of the last change of the previous batch; 0 for none.
 */
export async function noteBatch(em: Em, action: number, since = 0): Promise<void> {
  await sql`
    insert into steward.batches (action_id, last_change)
    select action_id, max(id) from steward.changes where action_id = ${action} and id > ${since} group by action_id`.execute(
    em.getKysely(),
  );
}

/** The progress of an undo that is done in parts. */
const undoProgress = z.object({
  of: z.int(),
  left: z.int(),
});

/**
 * Parses the stored progress of an undo.
 *
 * @throws ZodError for anything else.
 */
export const readUndoProgress = (kept: unknown): z.infer<typeof undoProgress> => undoProgress.parse(kept);

/** How the records of an undo are judged. */
export interface Scope {
  /** Whether to leave rows alone that a later action decided about. */
  readonly leaveDecided: boolean;
  /**
   * The number of an undo: only accounts that the actions undone by it had decided about are restored. Null for all.
   */
  readonly released: number | null;
}

/**
 * Divides an undo into parts, in the transaction in which it begins. A part consists of whole actions, or of whole
 * batches of an action that was done in batches, the oldest first. One transaction restores what one transaction
 * changed, since those rows are judged together. Nothing is listed where a single part holds everything.
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

/** Reads the next part, and how it is judged; null where none is left. */
export async function nextPart({ em, actionId }: Running): Promise<(UndoPart & Scope) | null> {
  const { rows } = await sql<{ part: number; leaveDecided: boolean; released: number | null }>`
    select part, leave_decided as "leaveDecided", released_by::float8 as released
    from steward.pending_undos where action_id = ${actionId} order by part limit 1`.execute(em.getKysely());
  const [next] = rows;
  return next === undefined ? null : { undo: actionId, ...next };
}

/** Removes a finished part from the list. */
export async function deletePart({ em }: Pick<Running, 'em'>, { undo, part }: UndoPart): Promise<void> {
  await sql`delete from steward.pending_undos where action_id = ${undo} and part = ${part}`.execute(
    em.getKysely(),
  );
}

/** Whether an undo has parts left. */
export const hasParts = async (running: Running): Promise<boolean> => (await countParts(running)) > 0;

/** Counts the parts that are left of an undo. */
export async function countParts({ em, actionId }: Running): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct part)::integer as count from steward.pending_undos where action_id = ${actionId}`.execute(
    em.getKysely(),
  );
  return rows[0]?.count ?? 0;
}
