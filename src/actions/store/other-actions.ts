import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { OtherActions } from '../../operations/index.ts';
import { type ChangedAction, changeState, nextRevision } from './change-state.ts';

/** The other actions that an operation has changed, for their cards and audit entries. */
export interface ChangedActions {
  readonly undone: readonly ChangedAction[];
  readonly kept: readonly ChangedAction[];
}

/**
 * Returns the functions by which an operation changes other actions, and the list of what they changed.
 *
 * @param by the id of the action that is run.
 */
export function openOtherActions(em: Em, by: number): OtherActions & { changed(): ChangedActions } {
  const undone: ChangedAction[] = [];
  const kept: ChangedAction[] = [];
  return {
    markUndone: async (actions) => {
      undone.push(
        ...(await changeState(em, actions, {
          from: ['done', 'following'],
          to: 'undone',
          set: [sql`undone_by = ${by}`],
        })),
      );
    },
    keep: async (action) => {
      const { rows } = await sql<ChangedAction>`
        update steward.actions set reverses_at = null, ${nextRevision}
        where id = ${action} and state = 'done' and reverses_at is not null
        returning id::integer, operation, channel_id as "channelId"`.execute(em.getKysely());
      kept.push(...rows);
      return rows.length > 0;
    },
    changed: () => ({ undone, kept }),
  };
}
