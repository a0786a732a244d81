import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { OtherActions } from '../../operations/index.ts';
import { type ChangedAction, changeState, nextRevision } from './change-state.ts';

/** The other actions that an operation has changed, for their cards and the audit log. */
export interface ChangedActions {
  readonly undone: readonly ChangedAction[];
  readonly kept: readonly ChangedAction[];
}

/** @param by the number of the action that is being run. */
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
