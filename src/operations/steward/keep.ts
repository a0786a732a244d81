import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, NotFound, Stale } from '../../text/errors.ts';
import { noSuchAction } from '../../text/sentences.ts';
import { text } from '../../text/text.ts';
import { defineOperation } from '../operation.ts';
import { type ActionTier, stricterOf } from '../tier.ts';

/**
 * Makes a time-limited action permanent: it is no longer undone automatically. This needs the same role and approvals
 * as the same action without a time limit.
 */
export const keep = defineOperation({
  name: 'action.keep',
  tier: 'routine',
  writes: {},
  undo: { impossible: text`Undo the action itself instead.` },

  async plan({ em }, { action }: { action: number }) {
    const { operation, target, tier, accounts, hasStaff } = await findTimed(em, action);
    return {
      target: `action ${action} (${operation.replace('.', ' ')} on ${target})`,
      counts: {},
      samples: [],
      warnings: hasStaff ? [text`The action affects staff of the instance.`] : [],
      size: accounts,
      tier: stricterOf(tier, hasStaff ? 'destructive' : tier),
      alsoRequires: [operation],
      facts: { action },
    };
  },

  async apply({ otherActions }, { action }) {
    if (!(await otherActions.keep(action))) {
      throw new Stale(
        text`Action ${action} was just undone or made permanent by someone else. Nothing was changed.`,
      );
    }
    return { action };
  },
});

interface Timed {
  readonly operation: string;
  readonly target: string;
  readonly tier: ActionTier;
  readonly state: string;
  readonly isTimed: boolean;
  /** The number of accounts that it is about. */
  readonly accounts: number;
  /** Whether any of them is staff of the instance by now. */
  readonly hasStaff: boolean;
}

/** @throws NotFound where there is no such action; Conflict unless it is done and will be undone automatically. */
async function findTimed(em: Em, action: number): Promise<Timed> {
  const { rows } = await sql<Timed>`
    select operation, coalesce(plan ->> 'target', '') as target, tier, state, reverses_at is not null as "isTimed",
      accounts.count as accounts, accounts.staff as "hasStaff"
    from steward.actions
    cross join lateral (
      select count(*)::integer as count,
        coalesce(bool_or(u.local and (u.is_admin or u.is_moderator)), false) as staff
      from steward.changes record join users u on u.id = (record.key ->> 'id')::uuid
      where record.action_id = actions.id and record.table_name = 'users' and record.after ? 'is_active'
    ) accounts
    where id = ${action}`.execute(em.getKysely());
  const [found] = rows;
  if (found === undefined) {
    throw new NotFound(noSuchAction(action));
  }
  if (found.state === 'following' && found.isTimed) {
    throw new Conflict(text`Action ${action} is still running. Make it permanent when it is done.`);
  }
  if (found.state !== 'done' || !found.isTimed) {
    throw new Conflict(text`Action ${action} does not revert automatically.`);
  }
  return found;
}
