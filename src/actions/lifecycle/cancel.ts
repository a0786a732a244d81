import { sql } from 'kysely';
import { Refused } from '../../text/errors.ts';
import { person, text } from '../../text/text.ts';
import { type Decision, rememberCard } from '../approval/decision.ts';
import { expireIfLate } from '../approval/expire.ts';
import type { ActionDependencies } from '../request.ts';
import { advance } from '../store/change-state.ts';
import { claimed } from '../store/claim.ts';
import { keptArgs } from '../store/kept-args.ts';
import { loadForUpdate, requireState, tooLate } from '../store/load-action.ts';

export type Cancel = (decision: Decision) => Promise<void>;

/**
 * Returns the function that cancels an action that waits for its votes or its run. Only the requester can cancel it.
 *
 * @throws Refused, Conflict, NotFound, Stale; AlreadyClaimed.
 */
export function createCancel(dependencies: ActionDependencies): Cancel {
  const { database, gate, jobs } = dependencies;
  return async (decision) => {
    const isLate = await claimed(database, decision.interactionId, async (em) => {
      const action = await loadForUpdate(em, decision.actionId);
      gate(decision.caller, 'read');
      if (action.requesterId !== decision.caller.id) {
        throw new Refused(
          text`Only the requester, ${person(action.requesterId, action.requesterName)}, can cancel action ${action.id}.`,
        );
      }
      requireState(action, ['proposed', 'approved']);
      if (await expireIfLate(dependencies, em, action)) return true;
      await rememberCard(em, decision);
      await advance(em, jobs, action, {
        from: ['proposed', 'approved'],
        to: 'cancelled',
        set: [sql`deadline = null`, sql`args = ${keptArgs(dependencies, action)}::jsonb`],
        entry: { event: 'action.cancelled', ...decision },
      });
      return false;
    });
    if (isLate) throw tooLate(decision.actionId);
  };
}
