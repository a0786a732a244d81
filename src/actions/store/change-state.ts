import { type RawBuilder, sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import { type AuditEntryDraft, appendToAudit } from '../audit/append.ts';
import type { ActionState, TargetOf } from './transitions.ts';

/** A change of state from any of the states `from`, as `sources` allows it. */
export interface Transition<From extends ActionState> {
  readonly from: readonly From[];
  readonly to: TargetOf<From>;
  /** Further columns, as assignments. */
  readonly set?: readonly RawBuilder<unknown>[];
}

/** The columns of a changed action that its card and its audit entry need. */
export type ChangedAction = Pick<Action, 'id' | 'operation' | 'channelId'>;

/** The assignments of every change that the card shows. The job `card` draws until it has drawn this revision. */
export const nextRevision = sql`revision = revision + 1, updated_at = now()`;

/**
 * Changes the state of those actions that are in one of the states `from`, in the transaction of `em`. The caller
 * enqueues the cards and writes the audit entries later in the same transaction.
 *
 * @returns the actions whose state changed, ordered by id.
 */
export async function changeState<From extends ActionState>(
  em: Em,
  ids: readonly number[],
  { from, to, set = [] }: Transition<From>,
): Promise<readonly ChangedAction[]> {
  const { rows } = await sql<ChangedAction>`
    update steward.actions set ${sql.join([sql`state = ${to}`, ...set, nextRevision])}
    where id = any(${sql.val(ids)}::bigint[]) and state = any(${sql.val(from)}::text[])
    returning id::integer, operation, channel_id as "channelId"`.execute(em.getKysely());
  return rows.toSorted((a, b) => a.id - b.id);
}

/**
 * Changes the state of an action, enqueues its card and writes the audit entry, in the transaction of `em`.
 *
 * @returns whether the state changed; if not, nothing was written.
 */
export async function advance<From extends ActionState>(
  em: Em,
  jobs: Jobs,
  action: ChangedAction,
  {
    entry,
    ...transition
  }: Transition<From> & {
    readonly entry: Pick<AuditEntryDraft, 'event' | 'caller' | 'interactionId'> &
      Partial<Pick<AuditEntryDraft, 'args' | 'reason' | 'detail'>>;
  },
): Promise<boolean> {
  const changed = await changeState(em, [action.id], transition);
  if (changed.length === 0) return false;
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

interface Renewal {
  /** Further columns, as assignments. */
  readonly set?: readonly RawBuilder<unknown>[];
  /** A further condition on the row. */
  readonly where?: RawBuilder<unknown>;
}

/**
 * Updates columns that the card shows, without a change of state. The caller enqueues the card.
 *
 * @returns whether a row was updated.
 */
export async function updateShown(
  em: Em,
  id: number,
  { set = [], where = sql`true` }: Renewal = {},
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update steward.actions set ${sql.join([...set, nextRevision])}
    where id = ${id} and ${where}`.execute(em.getKysely());
  return numAffectedRows !== 0n;
}

/** As `updateShown`, and enqueues the card if a row was updated. */
export async function renew(
  em: Em,
  jobs: Jobs,
  action: Pick<ChangedAction, 'id' | 'channelId'>,
  renewal?: Renewal,
): Promise<void> {
  if (await updateShown(em, action.id, renewal)) await redraw(em, jobs, action);
}

/** Enqueues the job that draws the card, to run after the commit. An action without a channel has no card. */
export async function redraw(
  em: Em,
  jobs: Jobs,
  { id, channelId }: Pick<ChangedAction, 'id' | 'channelId'>,
  after?: Date,
): Promise<void> {
  if (channelId != null) await jobs.send(em, 'card', { action: id }, after);
}
