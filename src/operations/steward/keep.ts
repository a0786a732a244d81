import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, NotFound, NothingToDo, Stale } from '../../text/errors.ts';
import { plural } from '../../text/plural.ts';
import { noSuchAction } from '../../text/sentences.ts';
import { code, type Text, text } from '../../text/text.ts';
import { isSuperseded, supersededOf } from '../../undo/superseded.ts';
import { defineOperation, type StoredAction } from '../operation.ts';
import { type ActionTier, stricterOf } from '../tier.ts';
import { actInWords, endedUnchanged } from '../undo/undo-words.ts';

/**
 * Makes a time-limited action permanent: it is no longer undone automatically. This needs the same role and approvals
 * as the same action without a time limit.
 */
export const keep = defineOperation({
  name: 'action.keep',
  tier: 'routine',
  raisedBy: ['staff', 'many'],
  writes: {},
  undo: { instead: text`Undo the action itself instead.` },

  async plan(context, { action }: { action: number }) {
    const timed = await findTimed(context.em, action);
    const { operation, tier, accounts, hasStaff } = timed;
    return {
      target: actInWords(context, timed),
      identity: `action ${action}`,
      counts: {},
      samples: [],
      warnings: hasStaff ? [text`The action affects staff of the instance.`] : [],
      size: accounts,
      tier: stricterOf(tier, hasStaff ? 'destructive' : tier),
      alsoRequires: [operation],
      facts: { action, on: timed.target },
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

interface Timed extends StoredAction {
  readonly target: string;
  readonly tier: ActionTier;
  readonly state: string;
  /** Whether it was requested for a time. */
  readonly wasTimed: boolean;
  /** Whether it will revert automatically, unless later actions have replaced it. */
  readonly isTimed: boolean;
  readonly undoneBy: number | null;
  /** Whether Steward undid it, because its time was over. */
  readonly hasReverted: boolean;
  /** The number of accounts that it is about. */
  readonly accounts: number;
  /** Whether any of them is staff of the instance by now. */
  readonly hasStaff: boolean;
}

/** @throws NotFound where there is no such action; Conflict unless it is done and will be undone automatically. */
async function findTimed(em: Em, action: number): Promise<Timed> {
  const { rows } = await sql<Timed>`
    select timed.operation, timed.args, timed.plan, coalesce(timed.plan ->> 'target', '') as target, timed.tier, timed.state,
      timed.args ->> 'for' is not null or timed.reverses_at is not null or exists (
        select from steward.audit_log where action_id = timed.id and event = 'action.kept') as "wasTimed",
      timed.reverses_at is not null as "isTimed",
      timed.undone_by::integer as "undoneBy", coalesce(undoing.source = 'system', false) as "hasReverted",
      accounts.count as accounts, accounts.staff as "hasStaff"
    from steward.actions timed
    left join steward.actions undoing on undoing.id = timed.undone_by
    cross join lateral (
      select count(*)::integer as count,
        coalesce(bool_or(u.local and (u.is_admin or u.is_moderator)), false) as staff
      from steward.changes record join users u on u.id = (record.key ->> 'id')::uuid
      where record.action_id = timed.id and record.table_name = 'users' and record.after ? 'is_active'
    ) accounts
    where timed.id = ${action}`.execute(em.getKysely());
  const [found] = rows;
  if (found === undefined) {
    throw new NotFound(noSuchAction(action));
  }
  if (found.state === 'done' && found.wasTimed && !found.isTimed) {
    throw new NothingToDo(await whyPermanent(em, action));
  }
  const why = await whyNotKept(em, action, found);
  if (why !== null) throw new Conflict(why);
  return found;
}

/** Says why an action cannot be made permanent, and what to do instead; null where it can. */
async function whyNotKept(em: Em, action: number, found: Timed): Promise<Text | null> {
  const { state, wasTimed, undoneBy, hasReverted } = found;
  const again = text`Run the command again without the option ${code('for')}.`;
  const ended = endedUnchanged[state];
  if (ended !== undefined) return text`Action ${action} ${ended}. ${again}`;
  if (state === 'undone') {
    const how = hasReverted ? 'already reverted automatically' : 'was already undone';
    return text`Action ${action} ${[how]} by action ${undoneBy ?? 0}. ${again}`;
  }
  if (!wasTimed) return text`Action ${action} has no time limit: it does not revert automatically.`;
  if (state === 'following') {
    return text`Action ${action} is still running. Make it permanent when it is done.`;
  }
  if (state !== 'done') return text`Action ${action} has not run yet. Make it permanent when it is done.`;
  const superseded = await supersededOf(em, action);
  if (!isSuperseded(superseded)) return null;
  const later = `${plural(superseded.by.length, 'action', 'actions')} ${superseded.by.join(', ')}`;
  return text`Action ${action} does not revert automatically: it was replaced by ${[later]}. To apply it again, undo ${[later]}.`;
}

/** Who made a time-limited action permanent, or why its reversal failed. */
async function whyPermanent(em: Em, action: number): Promise<Text> {
  const { rows } = await sql<{ by: string; because: string | null }>`
    select actor_name as by, detail ->> 'because' as because from steward.audit_log
    where action_id = ${action} and event = 'action.kept' order by id desc limit 1`.execute(em.getKysely());
  const [kept] = rows;
  if (kept?.because == null) {
    return text`${kept?.by ?? 'Somebody'} already made action ${action} permanent.`;
  }
  return text`Action ${action} is permanent, because its automatic revert failed: ${kept.because}`;
}
