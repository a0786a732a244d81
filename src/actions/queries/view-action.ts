import { sql } from 'kysely';
import { Action } from '../../../entities/steward/index.ts';
import type { Em } from '../../database/connection/connection.ts';
import type { Json } from '../../text/reply.ts';
import { type Superseded, supersededOf } from '../../undo/superseded.ts';
import { noteAction } from '../store/load-action.ts';

/** An action with everything that its card shows. */
export interface ActionView {
  readonly action: Action;
  /** The events of the action, the oldest first. */
  readonly history: readonly ActionEvent[];
  /** What the reversal will leave alone; null where the action is not to be reversed. */
  readonly superseded: Superseded | null;
  /** What undid the action; null where nothing has. */
  readonly undoing: Undoing | null;
}

/** The action that undid another. */
export interface Undoing {
  readonly id: number;
  readonly operation: string;
  /** What it restored; null while it still does. */
  readonly outcome: Json;
  /** How many actions it undid. */
  readonly actions: number;
  /** The reason that its requester gave; null where there is none. */
  readonly reason: string | null;
  /** Who approved it, the first one first. */
  readonly approvers: readonly { readonly id: string; readonly name: string }[];
}

export interface ActionEvent {
  /**
   * The event of the audit log. A retry is `action.retried` instead of `action.approved`, since nobody approved again.
   */
  readonly event: string;
  readonly actorId: string;
  readonly actorName: string;
  readonly at: Date;
  /**
   * The reason that the actor gave. For `action.kept`: why the reversal failed, or null where a moderator chose to keep
   * the action.
   */
  readonly reason: string | null;
}

/** Reads an action and its history; null where there is no such action. */
export async function viewAction(em: Em, id: number): Promise<ActionView | null> {
  const action = await em.findOne(Action, { id }, { refresh: true });
  if (action === null) return null;
  noteAction(action);
  const { rows } = await sql<Omit<ActionEvent, 'at'> & { epoch: number }>`
    select case when event = 'action.approved' and detail ? 'again' then 'action.retried' else event end as event,
      actor_id as "actorId", actor_name as "actorName",
      case event when 'action.kept' then detail ->> 'because' else reason end as reason,
      (extract(epoch from at) * 1000)::float8 as epoch
    from steward.audit_log where action_id = ${id} order by id`.execute(em.getKysely());
  const isTimed = action.state === 'done' && action.reversesAt != null;
  const superseded = isTimed ? await supersededOf(em, id) : null;
  return {
    action,
    superseded,
    undoing: action.undoneBy == null ? null : await undoingOf(em, action.undoneBy),
    history: rows.map(({ epoch, ...event }) => ({ ...event, at: new Date(epoch) })),
  };
}

async function undoingOf(em: Em, id: number): Promise<Undoing | null> {
  const { rows } = await sql<Undoing>`
    select id::float8 as id, operation, case when state <> 'following' then outcome end as outcome, reason,
      (select count(*)::integer from steward.actions undone where undone.undone_by = undoing.id) as actions,
      coalesce((select json_agg(json_build_object('id', voter_id, 'name', voter_name) order by at, voter_id)
        from steward.votes where action_id = undoing.id and vote = 'approve'), '[]') as approvers
    from steward.actions undoing where id = ${id}`.execute(em.getKysely());
  return rows[0] ?? null;
}
