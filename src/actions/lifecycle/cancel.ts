import { sql } from 'kysely';
import { Refused } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { type Press, rememberCard } from '../approval/decision.ts';
import { endIfLate } from '../approval/expire.ts';
import type { ActionDependencies } from '../request.ts';
import { advance } from '../store/advance.ts';
import { claimed } from '../store/claim.ts';
import { keptArgs } from '../store/kept-args.ts';
import { lockAction, requireState, tooLate } from '../store/load-action.ts';

export type Cancel = (press: Press) => Promise<void>;

/**
 * Takes back an action that waits, for its votes or for its run; only whoever asked for it can.
 *
 * @throws Refused, Conflict, NotFound, Stale; AlreadyClaimed.
 */
export function createCancel(dependencies: ActionDependencies): Cancel {
  const { database, gate, jobs } = dependencies;
  return async (press) => {
    const isLate = await claimed(database, press.interactionId, async (em) => {
      const action = await lockAction(em, press.actionId);
      gate(press.caller, 'read');
      if (action.requesterId !== press.caller.id) {
        throw new Refused(
          text`Only the person who asked for action ${action.id} can cancel it. Deny it if it must not happen.`,
        );
      }
      requireState(action, ['proposed', 'approved']);
      if (await endIfLate(dependencies, em, action)) return true;
      await rememberCard(em, press);
      await advance(em, jobs, action, {
        from: ['proposed', 'approved'],
        to: 'cancelled',
        set: [sql`deadline = null`, sql`args = ${keptArgs(dependencies, action)}::jsonb`],
        entry: { event: 'action.cancelled', ...press },
      });
      return false;
    });
    if (isLate) throw tooLate(press.actionId);
  };
}
