import { sql } from 'kysely';
import {
  accountsPutBack,
  type Harvest,
  judgeUndoing,
  lookAtUndoing,
  takeBack,
} from '../akkoma/undoing/index.ts';
import type { Em } from '../database/connection.ts';
import { Conflict, Stale } from '../errors.ts';
import { plain, text } from '../text.ts';
import type { Plan, Reading, Writing } from './operation.ts';
import { type ActingTier, graverOf } from './tier.ts';
import { precautionOfUndoing, refuseToUndoLastAdmin } from './undo-staff.ts';
import { countsOf, describe, isNothing, lostInWords, nothingToPutBack, warningsOf } from './undo-words.ts';
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
  readonly tier: ActingTier;
  readonly reversal?: Reversal;
}

export interface Reversal {
  /** Whether nobody asked, since their time is over. */
  readonly reversal?: boolean;
  /** The undo of a later action, which has released accounts of these: only those are put back. */
  readonly released?: number;
}

/** What was put back, by kind; how much was left alone, with some of it in words; how many mails had been sent. */
export type Undone = {
  restored: Harvest['kinds'];
  skipped: number;
  samples: string[];
  mails_sent: number;
};

/**
 * Looks what taking actions back would come to. What it works out on the way is in a table of its transaction alone.
 *
 * @throws Conflict when nothing can be put back; Refused when that would leave no active admin.
 */
export function planUndoing(
  { em, instance }: Reading,
  { actions, operations, target, tier, reversal = {} }: Undoings,
): Promise<Plan> {
  return inTransaction(em, async (em) => {
    const lost = await judgeUndoing(em, instance, actions, { lock: false, ...scopeOf(reversal) });
    const harvest = await lookAtUndoing(em);
    if (isNothing(harvest)) throw new Conflict(nothingToPutBack(target, harvest));
    await refuseToUndoLastAdmin(em);
    const { alsoTakes, tier: byReverse } = precautionsOf(operations);
    const precaution = await precautionOfUndoing(em, graverOf(tier, byReverse));
    return {
      target,
      counts: countsOf(harvest),
      samples: harvest.accounts,
      size: harvest.kinds.accounts ?? 0,
      tier: precaution.tier,
      alsoTakes,
      warnings: [...precaution.warnings, ...warningsOf(harvest), ...lostInWords(lost)],
      facts: { actions, mark: harvest.mark },
    };
  });
}

/** The accounts that taking actions back would put back, in the order of their ids. */
export const accountsOfUndoing = ({ em, instance }: Reading, actions: readonly number[]): Promise<string[]> =>
  inTransaction(em, async (em) => {
    await judgeUndoing(em, instance, actions, { lock: false, ...scopeOf({}) });
    return accountsPutBack(em);
  });

/**
 * Takes actions back: each becomes `undone` by this one, and what they changed is put back as far as nobody has changed it
 * since.
 *
 * @throws Stale when one of them has been taken back by someone else, or nothing can be put back any more; Refused when that
 * would leave no active admin.
 */
export async function applyUndoing(
  writing: Writing,
  { actions, target, reversal = {} }: Pick<Undoings, 'actions' | 'target' | 'reversal'>,
): Promise<Undone> {
  const { em, actionId, instance } = writing;
  await markUndone(em, { actions, by: actionId, isAgain: reversal.released !== undefined });
  const lost = await judgeUndoing(em, instance, actions, { lock: true, ...scopeOf(reversal) });
  const harvest = await lookAtUndoing(em);
  if (isNothing(harvest)) throw new Stale(nothingToPutBack(target, harvest));
  // Whatever was judged before may have been changed until it was locked.
  await refuseToUndoLastAdmin(em);
  await takeBack(writing, actions);
  return {
    restored: harvest.kinds,
    skipped: harvest.skipped,
    samples: [...harvest.samples.map(describe), ...lostInWords(lost)].map(plain),
    mails_sent: harvest.mailsBegun,
  };
}

/**
 * @param isAgain whether they may have been taken back before, but for what was left alone then.
 * @throws Stale when one of them has been taken back by someone else.
 */
async function markUndone(
  em: Em,
  { actions, by, isAgain }: { actions: readonly number[]; by: number; isAgain: boolean },
): Promise<void> {
  const { rows } = await sql<{ state: string }>`
    select state from steward.actions where id = any(${sql.val(actions)}::bigint[])
    order by id for update`.execute(em.getKysely());
  if (
    rows.length !== actions.length ||
    rows.some(({ state }) => state !== 'done' && !(isAgain && state === 'undone'))
  ) {
    throw new Stale(
      text`Someone else has taken back some of that just now, and nothing was done. Ask again.`,
    );
  }
  await sql`
    update steward.actions set state = 'undone', undone_by = ${by}, revision = revision + 1, updated_at = now()
    where id = any(${sql.val(actions)}::bigint[]) and state = 'done'`.execute(em.getKysely());
}

/** Whoever asks sees what is left alone and may want the rest; a reversal keeps away from all that was decided later. */
const scopeOf = ({ reversal = false, released }: Reversal) => ({
  leaveDecided: reversal,
  released: released ?? null,
});

/** In the transaction that is open, or in one of its own. */
const inTransaction = <Result>(em: Em, work: (em: Em) => Promise<Result>): Promise<Result> =>
  em.transactional(work, { propagation: 'required' });
