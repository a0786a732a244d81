import { type RawBuilder, sql } from 'kysely';
import type { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import { type AuditEntryDraft, appendToAudit } from '../audit/append.ts';
import type { ActionState, TargetOf } from './transitions.ts';

/** A change of the state of an action from one of `from`, as `sources` allows it. */
export interface Transition<From extends ActionState> {
  readonly from: readonly From[];
  readonly to: TargetOf<From>;
  /** Further columns, as assignments. */
  readonly set?: readonly RawBuilder<unknown>[];
}

/** What is known of an action whose state changes. */
export type ChangedAction = Pick<Action, 'id' | 'operation' | 'channelId'>;

/** The assignments with each change that the card shows: a card is drawn until it has this revision. */
export const nextRevision = sql`revision = revision + 1, updated_at = now()`;

/**
 * Changes the state of actions that are in one of the states that `transition` names, in the transaction of `em`. The card and
 * the audit log are told by the caller, later in the same transaction.
 *
 * @returns the actions whose state changed, in the order of their ids.
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
 * Changes the state of an action, writes the audit entry, and has the card drawn, in the transaction of `em`.
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
  /** What else must hold of the row. */
  readonly where?: RawBuilder<unknown>;
}

/**
 * Writes something that the card of an action shows, where its state does not change. The caller has the card drawn.
 *
 * @returns whether a row was written.
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

/** The same, and has the card drawn where a row was written. */
export async function renew(
  em: Em,
  jobs: Jobs,
  action: Pick<ChangedAction, 'id' | 'channelId'>,
  renewal?: Renewal,
): Promise<void> {
  if (await updateShown(em, action.id, renewal)) await redraw(em, jobs, action);
}

/** Has the card drawn once the transaction is committed; an action from a terminal has no card. */
export async function redraw(
  em: Em,
  jobs: Jobs,
  { id, channelId }: Pick<ChangedAction, 'id' | 'channelId'>,
  after?: Date,
): Promise<void> {
  if (channelId != null) await jobs.send(em, 'card', { action: id }, after);
}
