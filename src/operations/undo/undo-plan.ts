import { sql } from 'kysely';
import type { UndoPart } from '../../database/change-records/undo-set.ts';
import type { Em } from '../../database/connection/connection.ts';
import { useShortLockTimeout, waitForRow } from '../../database/locks/lock-timeout.ts';
import { Conflict, NothingToDo, Stale } from '../../text/errors.ts';
import { actionLink, type CardPlace, plain, type Text, text } from '../../text/text.ts';
import {
  accountsRestored,
  actionsInTheWay,
  actionsRestored,
  judgeUndoSet,
  restoreUndoSet,
  summarizeUndo,
  type UndoSummary,
} from '../../undo/index.ts';
import { dropPending, refuseWhilePending } from '../batches/pending-accounts.ts';
import type {
  ApplyContext,
  FollowContext,
  FollowResult,
  Operations,
  Plan,
  ReadContext,
} from '../operation.ts';
import { type ActionTier, stricterOf } from '../tier.ts';
import { countParts, deletePart, listParts, nextPart, readUndoProgress, type Scope } from './undo-parts.ts';
import { leaveLastAdmin, precautionOfUndo, refuseToUndoLastAdmin } from './undo-staff.ts';
import { countsOf, describe, isNothing, lostInWords, nothingToRestore, warningsOf } from './undo-words.ts';
import { precautionsOf, undoableOf } from './undoable.ts';

/** The actions that are undone together. */
interface UndoTarget {
  /** The numbers of the actions. */
  readonly actions: readonly number[];
  /** The names of their operations. */
  readonly operations: readonly string[];
  /** What people call these actions. */
  readonly target: string;
  /** The risk tier of these actions. */
  readonly tier: ActionTier;
  readonly reversal?: Reversal;
}

export interface Reversal {
  /** Whether no person asked for it, because the time of the actions is over. */
  readonly reversal?: boolean;
  /** The undo of a later action, which has released accounts of these actions: only those are restored. */
  readonly released?: number;
}

const mostSamples = 10;

/**
 * The number of restored rows by kind, the number of rows left alone with descriptions of some, the number of mails
 * that had been sent, and what does not come back with posts: left out where that is nothing.
 */
export type Undone = {
  restored: UndoSummary['kinds'];
  skipped: number;
  samples: string[];
  mails_sent: number;
  posts_told?: number;
  media_deleted?: number;
};

/**
 * Plans an undo. Its intermediate results are in a temporary table of its transaction.
 *
 * @returns the plan, and which of several actions become `undone`: those of which something is restored, and those at
 * work, which the undo stops. The others stay done, so that they can be undone later.
 * @throws Conflict when nothing can be restored, or another action is still at work on it; Refused when that would
 * leave no active admin.
 */
export function planUndo(
  { em, instance, operations: known }: ReadContext,
  { actions, operations, target, tier, reversal = {} }: UndoTarget,
): Promise<{ plan: Plan<{ actions: readonly number[]; mark: string | null }>; undone: readonly number[] }> {
  return inTransaction(em, async (em) => {
    const atWork = await holdAtWork(em, actions);
    await refuseWhilePending(em, accountsChangedBy(actions), actions);
    const lost = await judgeUndoSet(em, instance, actions, { lock: false, ...scopeOf(reversal), part: null });
    const summary = await summarizeUndo(em);
    const inTheWay = await linksInTheWay(em, known, summary);
    if (isNothing(summary)) {
      // An undo that commits between these statements looks like a later change.
      await requireNotUndone(em, actions, { isAgain: reversal.released !== undefined, isLocked: false });
      const Ending = summary.isRecorded && summary.skipped === 0 ? NothingToDo : Conflict;
      throw new Ending(nothingToRestore(target, summary, inTheWay));
    }
    await refuseToUndoLastAdmin(em);
    const { alsoRequires, tier: byReverse } = precautionsOf(known, operations);
    const precaution = await precautionOfUndo(em, stricterOf(tier, byReverse));
    const restored = actions.length === 1 ? actions : await actionsRestored(em, actions);
    const plan = {
      target,
      counts: countsOf(summary),
      samples: summary.accounts,
      size: (summary.kinds.accounts ?? 0) + (summary.kinds.released ?? 0),
      tier: precaution.tier,
      alsoRequires,
      warnings: [...precaution.warnings, ...warningsOf(summary, inTheWay), ...lostInWords(lost)],
      // For an action that is still at work, everything done by then is undone: more batches must not change the plan
      // hash.
      facts: { actions, mark: atWork.length > 0 ? null : summary.mark },
    };
    return { plan, undone: actions.filter((id) => restored.includes(id) || atWork.includes(id)) };
  });
}

/** Returns links to the actions to undo before, so that all can be restored, the first one first. */
async function linksInTheWay(em: Em, known: Operations, { skipped }: UndoSummary): Promise<Text[]> {
  if (skipped === 0) return [];
  const later = await actionsInTheWay(em, undoableOf(known));
  if (later.length === 0) return [];
  const { rows } = await sql<{ id: number } & CardPlace & { isDrawn: boolean }>`
    select id::integer, guild_id as "guildId", channel_id as "channelId", message_id as "messageId",
      visibility = 'public' and num_nulls(guild_id, channel_id, message_id) = 0 as "isDrawn"
    from steward.actions where id = any(${sql.val(later)}::bigint[]) order by steward.actions.id desc`.execute(
    em.getKysely(),
  );
  return rows.map(({ id, isDrawn, ...card }) => actionLink(id, isDrawn ? card : null));
}

/**
 * Locks the actions that are at work in batches, to the end of the transaction: no batch is done between the plan and
 * the moment when others see that an undo was asked for.
 *
 * @returns the numbers of these.
 */
async function holdAtWork(em: Em, actions: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id::integer from steward.actions where id = any(${sql.val(actions)}::bigint[]) and state = 'following'
    order by steward.actions.id for update`.execute(em.getKysely());
  return rows.map(({ id }) => id);
}

/** A select of the ids of the accounts that actions have decided about. */
const accountsChangedBy = (actions: readonly number[]) => sql`
  select (key ->> 'id')::uuid from steward.changes
  where action_id = any(${sql.val(actions)}::bigint[]) and table_name = 'users'
    and before ?| array['is_active', 'is_confirmed']`;

/** Lists the accounts that undoing the actions would restore, in the order of their ids. */
export const accountsOfUndo = (
  { em, instance }: ReadContext,
  actions: readonly number[],
): Promise<string[]> =>
  inTransaction(em, async (em) => {
    await judgeUndoSet(em, instance, actions, { lock: false, ...scopeOf({}), part: null });
    return accountsRestored(em);
  });

/**
 * Undoes actions, as far as the first part goes; `continueUndo` does the rest. The rows that they changed are restored
 * unless they have changed since. The actions `undone` become undone by this one.
 *
 * @throws Stale when one of them has been undone by another action, or nothing can be restored any more; Refused when
 * that would leave no active admin.
 */
export async function applyUndo(
  context: ApplyContext,
  {
    actions,
    undone = actions,
    target,
    reversal = {},
  }: Pick<UndoTarget, 'actions' | 'target' | 'reversal'> & { readonly undone?: readonly number[] },
): Promise<Undone> {
  await markUndone(context, { actions, undone, isAgain: reversal.released !== undefined });
  const scope = scopeOf(reversal);
  await listParts(context, actions, scope);
  const part = await nextPart(context);
  const { summary, lost } = await restorePart(context, actions, part ?? scope, part);
  // Where there are several parts, at least one of them has something to restore.
  if (part === null && isNothing(summary)) {
    const inTheWay = await linksInTheWay(context.em, context.operations, summary);
    throw new Stale(nothingToRestore(target, summary, inTheWay));
  }
  return undoneOf(summary, lost);
}

/** Restores the next part, and adds it to the outcome. */
export async function continueUndo<Outcome extends Undone>(
  context: FollowContext,
  actions: readonly number[],
  before: Outcome,
): Promise<FollowResult> {
  const part = await nextPart(context);
  if (part === null) return { state: 'finished', progress: null };
  const listed = await countParts(context);
  const of = context.progress === null ? listed + 1 : readUndoProgress(context.progress).of;
  const { summary, lost } = await restorePart(context, actions, part, part);
  const outcome = { ...before, ...sumOutcomes(before, undoneOf(summary, lost)) };
  const left = listed - 1;
  return left === 0
    ? { state: 'finished', progress: null, outcome }
    : { state: 'in_progress', progress: { of, left }, outcome };
}

type Undoer = Pick<ApplyContext, 'em' | 'journal' | 'instance' | 'flakeIds' | 'now'>;

/** @throws Refused when a whole undo would leave no active admin. A part leaves the admins as they are instead. */
async function restorePart(
  context: Undoer,
  actions: readonly number[],
  { leaveDecided, released }: Scope,
  part: UndoPart | null,
): Promise<{ summary: UndoSummary; lost: string[] }> {
  const { em, instance } = context;
  const lost = await judgeUndoSet(em, instance, actions, { lock: true, leaveDecided, released, part });
  // Checks again now that the rows are locked: they may have changed since the plan.
  await (part === null ? refuseToUndoLastAdmin(em) : leaveLastAdmin(em));
  const summary = await summarizeUndo(em);
  await restoreUndoSet(context, actions);
  if (part !== null) await deletePart(context, part);
  return { summary, lost };
}

const undoneOf = (summary: UndoSummary, lost: readonly string[]): Undone => ({
  restored: summary.kinds,
  skipped: summary.skipped,
  samples: [...summary.samples.map(describe), ...lostInWords(lost)].map(plain),
  mails_sent: summary.mailsBegun,
  ...staysOf(summary.postsTold, summary.mediaDeleted),
});

const staysOf = (told: number, media: number): Pick<Undone, 'posts_told' | 'media_deleted'> => ({
  ...(told === 0 ? {} : { posts_told: told }),
  ...(media === 0 ? {} : { media_deleted: media }),
});

const sumOutcomes = (before: Undone, now: Undone): Undone => ({
  restored: sumOf(before.restored, now.restored),
  skipped: before.skipped + now.skipped,
  samples: [...new Set([...before.samples, ...now.samples])].slice(0, mostSamples),
  mails_sent: before.mails_sent + now.mails_sent,
  ...staysOf(
    (before.posts_told ?? 0) + (now.posts_told ?? 0),
    (before.media_deleted ?? 0) + (now.media_deleted ?? 0),
  ),
});

const sumOf = (a: Undone['restored'], b: Undone['restored']): Undone['restored'] =>
  Object.fromEntries(
    Object.keys({ ...a, ...b }).map((kind) => {
      const key = kind as keyof Undone['restored'];
      return [key, (a[key] ?? 0) + (b[key] ?? 0)];
    }),
  );

/**
 * @param isAgain whether they may have been undone before, except for rows that were left alone then.
 * @throws Stale when one of them has been undone by another action.
 */
async function markUndone(
  { em, otherActions }: Pick<ApplyContext, 'em' | 'otherActions'>,
  { actions, undone, isAgain }: { actions: readonly number[]; undone: readonly number[]; isAgain: boolean },
): Promise<void> {
  // This transaction holds no rows of Akkoma's yet, so it can wait for another undo of these actions, and then sees it.
  await waitForRow(em, () => requireNotUndone(em, actions, { isAgain, isLocked: true }));
  await useShortLockTimeout(em);
  await otherActions.markUndone(undone);
  // Cancels the batches that these actions had still to do.
  await dropPending(em, undone);
}

/** @throws Stale when one of them has been undone by another action. */
async function requireNotUndone(
  em: Em,
  actions: readonly number[],
  { isAgain, isLocked }: { isAgain: boolean; isLocked: boolean },
): Promise<void> {
  const { rows } = await sql<{ state: string }>`
    select state from steward.actions where id = any(${sql.val(actions)}::bigint[])
    order by id ${isLocked ? sql`for update` : sql``}`.execute(em.getKysely());
  const may = ['done', 'following', ...(isAgain ? ['undone'] : [])];
  if (rows.length === actions.length && rows.every(({ state }) => may.includes(state))) return;
  throw new Stale(text`Some of this was just undone by someone else. Nothing was changed. Try again.`);
}

/**
 * A requester sees what is left alone and may want the rest; a reversal leaves everything alone that was decided later.
 */
const scopeOf = ({ reversal = false, released }: Reversal): Scope => ({
  leaveDecided: reversal,
  released: released ?? null,
});

/** Runs in the open transaction, or in one of its own. */
const inTransaction = <Result>(em: Em, work: (em: Em) => Promise<Result>): Promise<Result> =>
  em.transactional(work, { propagation: 'required' });
