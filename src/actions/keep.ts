import { sql } from 'kysely';
import { Conflict } from '../errors.ts';
import { text } from '../text.ts';
import { redraw } from './advance.ts';
import { appendToAudit } from './audit.ts';
import { claimed } from './claim.ts';
import { requireUnlocked } from './locked.ts';
import { requireUnpaused } from './paused.ts';
import { type Press, rememberCard } from './press.ts';
import type { ActionDependencies } from './request.ts';
import { lockAction } from './stored.ts';

export type Keep = (press: Press) => Promise<void>;

/**
 * Makes what was done for a time last: it is not taken back by itself any more. Whoever may do it may keep it.
 *
 * @throws Refused, Conflict where nothing is to be taken back, NotFound; AlreadyClaimed.
 */
export function createKeep({ database, gate, jobs, definitionOf }: ActionDependencies): Keep {
  return (press) =>
    claimed(database, press.interactionId, async (em) => {
      const action = await lockAction(em, press.actionId);
      gate(press.caller, action.tier);
      await requireUnlocked(em, definitionOf(action.operation)?.operation);
      await requireUnpaused(em, press.caller, { operation: undefined, tier: action.tier });
      if (action.state !== 'done' || action.reversesAt == null) {
        throw new Conflict(
          text`Action ${action.id} is not to be taken back by itself; there is nothing to keep.`,
        );
      }
      await rememberCard(em, press);
      await sql`
        update steward.actions set reverses_at = null, revision = revision + 1, updated_at = now()
        where id = ${action.id}`.execute(em.getKysely());
      await redraw(em, jobs, action);
      await appendToAudit(em, jobs, {
        event: 'action.kept',
        ...press,
        command: action.operation,
        args: {},
        reason: null,
        detail: {},
      });
    });
}
