import { type RawBuilder, sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import { type AuditEntryDraft, appendToAudit } from '../audit/append.ts';

export type ActionState = Action['state'];

interface Transition {
  readonly from: readonly ActionState[];
  readonly to: ActionState;
  /** Further columns, as assignments. */
  readonly set?: readonly RawBuilder<unknown>[];
  readonly entry: Pick<AuditEntryDraft, 'event' | 'caller' | 'interactionId'> &
    Partial<Pick<AuditEntryDraft, 'args' | 'reason' | 'detail'>>;
}

/** What a step must know of the action it moves. */
export type MovedAction = Pick<Action, 'id' | 'operation' | 'channelId'>;

/**
 * Moves an action from one state to another, if it still is in one of those it may come from, with its audit entry and
 * the renewal of its card, in the transaction of `em`.
 *
 * @returns whether it moved; if not, nothing was written.
 */
export async function advance(em: Em, jobs: Jobs, action: MovedAction, step: Transition): Promise<boolean> {
  const { from, to, set = [], entry } = step;
  const assignments = [sql`state = ${to}`, ...set, sql`revision = revision + 1`, sql`updated_at = now()`];
  const { numAffectedRows } = await sql`
    update steward.actions set ${sql.join(assignments)}
    where id = ${action.id} and state = any(${sql.val(from)}::text[])`.execute(em.getKysely());
  if (numAffectedRows === 0n) return false;
  await redraw(em, jobs, action);
  await appendToAudit(em, jobs, {
    args: {},
    detail: {},
    reason: null,
    ...entry,
    actionId: action.id,
    command: action.operation,
  });
  return true;
}

/** Has the card brought up to date once the transaction is committed; what came from a terminal has none. */
export async function redraw(
  em: Em,
  jobs: Jobs,
  { id, channelId }: Pick<MovedAction, 'id' | 'channelId'>,
  after?: Date,
): Promise<void> {
  if (channelId != null) await jobs.send(em, 'card', { action: id }, after);
}
