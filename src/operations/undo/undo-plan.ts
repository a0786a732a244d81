import { sql } from 'kysely';
import type { UndoPart } from '../../database/change-records/undo-set.ts';
import type { Em } from '../../database/connection/connection.ts';
import { useShortLockTimeout, waitForRow } from '../../database/locks/lock-timeout.ts';
import { Conflict, Stale } from '../../text/errors.ts';
import { plain, text } from '../../text/text.ts';
import {
  accountsRestored,
  judgeUndoSet,
  restoreUndoSet,
  summarizeUndo,
  type UndoSummary,
} from '../../undo/index.ts';
import { dropPending, refuseWhilePending } from '../batches/pending-accounts.ts';
import type { ApplyContext, FollowContext, FollowResult, Plan, ReadContext } from '../operation.ts';
import { type ActionTier, graverOf } from '../tier.ts';
import { countParts, listParts, markPartDone, nextPart, readUndoProgress, type Scope } from './undo-parts.ts';
import { leaveLastAdmin, precautionOfUndo, refuseToUndoLastAdmin } from './undo-staff.ts';
import { countsOf, describe, isNothing, lostInWords, nothingToRestore, warningsOf } from './undo-words.ts';
import { precautionsOf } from './undoable.ts';

/** What is to be taken back as one. */
interface Undoings {
  /** The numbers of the actions. */
  readonly actions: readonly number[];
  /** What they did: the names of their operations. */
  readonly operations: readonly string[];
  /** What people call them. */
  readonly target: string;
  /** How dangerous they were. */
  readonly tier: ActionTier;
  readonly reversal?: Reversal;
}

export interface Reversal {
  /** Whether nobody asked, since their time is over. */
  readonly reversal?: boolean;
  /** The undo of a later action, which has released accounts of these: only those are put back. */
  readonly released?: number;
}

const mostSamples = 10;

/** What was put back, by kind; how much was left alone, with some of it in words; how many mails had been sent. */
export type Undone = {
  restored: UndoSummary['kinds'];
  skipped: number;
  samples: string[];
  mails_sent: number;
};

/**
 * Looks what taking actions back would come to. What it works out on the way is in a table of its transaction alone.
 *
 * @throws Conflict when nothing can be put back, or another action is still at work on it; Refused when that would leave no
 * active admin.
 */
export function planUndo(
  { em, instance, operations: known }: ReadContext,
  { actions, operations, target, tier, reversal = {} }: Undoings,
): Promise<Plan> {
  return inTransaction(em, async (em) => {
    const isAtWork = await holdAtWork(em, actions);
    await refuseWhilePending(em, accountsChangedBy(actions), actions);
    const lost = await judgeUndoSet(em, instance, actions, { lock: false, ...scopeOf(reversal), part: null });
    const summary = await summarizeUndo(em);
    if (isNothing(summary)) {
      // What somebody took back between these statements looks like a later change.
      await requireNotUndone(em, actions, { isAgain: reversal.released !== undefined, isLocked: false });
      throw new Conflict(nothingToRestore(target, summary));
    }
    await refuseToUndoLastAdmin(em);
    const { alsoTakes, tier: byReverse } = precautionsOf(known, operations);
    const precaution = await precautionOfUndo(em, graverOf(tier, byReverse));
    return {
      target,
      counts: countsOf(summary),
      samples: summary.accounts,
      size: (summary.kinds.accounts ?? 0) + (summary.kinds.released ?? 0),
      tier: precaution.tier,
      alsoTakes,
      warnings: [...precaution.warnings, ...warningsOf(summary), ...lostInWords(lost)],
      // Of what is at work yet, all that is done by then is meant: that more was done meanwhile makes no other undo.
      facts: { actions, mark: isAtWork ? null : summary.mark },
    };
  });
}

/**
 * Holds those that are at work in batches, to the end of the transaction: between its plan and the moment when others see
 * that an undo is asked for, no batch is done.
 *
 * @returns whether any is.
 */
async function holdAtWork(em: Em, actions: readonly number[]): Promise<boolean> {
  const { rows } = await sql`
    select from steward.actions where id = any(${sql.val(actions)}::bigint[]) and state = 'following'
    order by id for update`.execute(em.getKysely());
  return rows.length > 0;
}

/** A select of the ids of those that actions have decided about. */
const accountsChangedBy = (actions: readonly number[]) => sql`
  select (key ->> 'id')::uuid from steward.changes
  where action_id = any(${sql.val(actions)}::bigint[]) and table_name = 'users'
    and before ?| array['is_active', 'is_confirmed']`;

/** The accounts that taking actions back would put back, in the order of their ids. */
export const accountsOfUndo = (
  { em, instance }: ReadContext,
  actions: readonly number[],
): Promise<string[]> =>
  inTransaction(em, async (em) => {
    await judgeUndoSet(em, instance, actions, { lock: false, ...scopeOf({}), part: null });
    return accountsRestored(em);
  });

/**
 * Takes actions back, as far as one part goes; `continueUndo` does the rest. Each becomes `undone` by this one, and what
 * they changed is put back as far as nobody has changed it since.
 *
 * @throws Stale when one of them has been taken back by someone else, or nothing can be put back any more; Refused when that
 * would leave no active admin.
 */
export async function applyUndo(
  writing: ApplyContext,
  { actions, target, reversal = {} }: Pick<Undoings, 'actions' | 'target' | 'reversal'>,
): Promise<Undone> {
  await markUndone(writing, actions, reversal.released !== undefined);
  const scope = scopeOf(reversal);
  await listParts(writing, actions, scope);
  const part = await nextPart(writing);
  const { summary, lost } = await takePart(writing, actions, part ?? scope, part);
  // Where there are more parts, there is something in one of them.
  if (part === null && isNothing(summary)) throw new Stale(nothingToRestore(target, summary));
  return undoneOf(summary, lost);
}

/** Takes back the next part, and adds it to what the outcome told of those before. */
export async function continueUndo<Outcome extends Undone>(
  following: FollowContext,
  actions: readonly number[],
  before: Outcome,
): Promise<FollowResult> {
  const part = await nextPart(following);
  if (part === null) return { state: 'finished', progress: null };
  const listed = await countParts(following);
  const of = following.progress === null ? listed + 1 : readUndoProgress(following.progress).of;
  const { summary, lost } = await takePart(following, actions, part, part);
  const outcome = { ...before, ...added(before, undoneOf(summary, lost)) };
  const left = listed - 1;
  return left === 0
    ? { state: 'finished', progress: null, outcome }
    : { state: 'at work', progress: { of, left }, outcome };
}

type Undoer = Pick<ApplyContext, 'em' | 'journal' | 'instance' | 'flakeIds' | 'now'>;

/** @throws Refused when all at once would leave no active admin; of a part the last one is left as they are. */
async function takePart(
  writing: Undoer,
  actions: readonly number[],
  { leaveDecided, released }: Scope,
  part: UndoPart | null,
): Promise<{ summary: UndoSummary; lost: string[] }> {
  const { em, instance } = writing;
  const lost = await judgeUndoSet(em, instance, actions, { lock: true, leaveDecided, released, part });
  // Whatever was judged before may have been changed until it was locked.
  await (part === null ? refuseToUndoLastAdmin(em) : leaveLastAdmin(em));
  const summary = await summarizeUndo(em);
  await restoreUndoSet(writing, actions);
  if (part !== null) await markPartDone(writing, part);
  return { summary, lost };
}

const undoneOf = (summary: UndoSummary, lost: readonly string[]): Undone => ({
  restored: summary.kinds,
  skipped: summary.skipped,
  samples: [...summary.samples.map(describe), ...lostInWords(lost)].map(plain),
  mails_sent: summary.mailsBegun,
});

const added = (before: Undone, now: Undone): Undone => ({
  restored: sumOf(before.restored, now.restored),
  skipped: before.skipped + now.skipped,
  samples: [...new Set([...before.samples, ...now.samples])].slice(0, mostSamples),
  mails_sent: before.mails_sent + now.mails_sent,
});

const sumOf = (a: Undone['restored'], b: Undone['restored']): Undone['restored'] =>
  Object.fromEntries(
    Object.keys({ ...a, ...b }).map((kind) => {
      const key = kind as keyof Undone['restored'];
      return [key, (a[key] ?? 0) + (b[key] ?? 0)];
    }),
  );

/**
 * @param isAgain whether they may have been taken back before, but for what was left alone then.
 * @throws Stale when one of them has been taken back by someone else.
 */
async function markUndone(
  { em, otherActions }: Pick<ApplyContext, 'em' | 'otherActions'>,
  actions: readonly number[],
  isAgain: boolean,
): Promise<void> {
  // Nothing of Akkoma's is held yet: who is undoing one of them is waited for, and then met.
  await waitForRow(em, () => requireNotUndone(em, actions, { isAgain, isLocked: true }));
  await useShortLockTimeout(em);
  await otherActions.markUndone(actions);
  // What they had still to do is not done any more.
  await dropPending(em, actions);
}

/** @throws Stale when one of them has been taken back by someone else. */
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
  throw new Stale(text`Someone else has taken back some of that just now, and nothing was done. Ask again.`);
}

/** Whoever asks sees what is left alone and may want the rest; a reversal keeps away from all that was decided later. */
const scopeOf = ({ reversal = false, released }: Reversal): Scope => ({
  leaveDecided: reversal,
  released: released ?? null,
});

/** In the transaction that is open, or in one of its own. */
const inTransaction = <Result>(em: Em, work: (em: Em) => Promise<Result>): Promise<Result> =>
  em.transactional(work, { propagation: 'required' });
