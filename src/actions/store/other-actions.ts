import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
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

/**
 * Redraws the cards of the actions that an undo in parts has undone, once it is done: they show what it restored.
 *
 * @param by the id of the undo.
 */
export async function redrawUndone(em: Em, jobs: Jobs, by: number): Promise<void> {
  const { rows } = await sql<{ action: number; hasCard: boolean }>`
    update steward.actions undone set ${nextRevision}
    from (select id from steward.actions where undone_by = ${by} order by id for no key update) locked
    where locked.id = undone.id
    returning undone.id::integer as action, channel_id is not null as "hasCard"`.execute(em.getKysely());
  const shown = rows.filter(({ hasCard }) => hasCard);
  await jobs.sendAll(
    em,
    'card',
    shown.map(({ action }) => ({ action })),
  );
}
