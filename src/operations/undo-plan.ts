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
import type { Plan, Reading, Tier, Writing } from './operation.ts';
import { precautionOfUndoing, refuseToUndoLastAdmin } from './undo-staff.ts';
import { countsOf, describe, isNothing, lostInWords, nothingToPutBack, warningsOf } from './undo-words.ts';

/** What is to be taken back as one. */
interface Undoings {
  /** The numbers of the actions. */
  readonly actions: readonly number[];
  /** What people call them. */
  readonly target: string;
  /** How dangerous they were. */
  readonly tier: Exclude<Tier, 'read'>;
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
export function planUndoing({ em, instance }: Reading, { actions, target, tier }: Undoings): Promise<Plan> {
  return inTransaction(em, async (em) => {
    const lost = await judgeUndoing(em, instance, actions, { lock: false });
    const harvest = await lookAtUndoing(em);
    if (isNothing(harvest)) throw new Conflict(nothingToPutBack(target, harvest));
    await refuseToUndoLastAdmin(em);
    const precaution = await precautionOfUndoing(em, tier);
    return {
      target,
      counts: countsOf(harvest),
      samples: harvest.accounts,
      size: harvest.kinds.accounts ?? 0,
      tier: precaution.tier,
      warnings: [...precaution.warnings, ...warningsOf(harvest), ...lostInWords(lost)],
      facts: { actions, mark: harvest.mark },
    };
  });
}

/** The accounts that taking actions back would put back, in the order of their ids. */
export const accountsOfUndoing = ({ em, instance }: Reading, actions: readonly number[]): Promise<string[]> =>
  inTransaction(em, async (em) => {
    await judgeUndoing(em, instance, actions, { lock: false });
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
  { actions, target }: Pick<Undoings, 'actions' | 'target'>,
): Promise<Undone> {
  const { em, actionId, instance } = writing;
  const { numAffectedRows = 0n } = await sql`
    with taken as materialized (
      select id from steward.actions where id = any(${sql.val(actions)}::bigint[]) order by id for update
    )
    update steward.actions action
    set state = 'undone', undone_by = ${actionId}, revision = revision + 1, updated_at = now()
    from taken where action.id = taken.id and action.state = 'done'`.execute(em.getKysely());
  if (Number(numAffectedRows) !== actions.length) {
    throw new Stale(
      text`Someone else has taken back some of that just now, and nothing was done. Ask again.`,
    );
  }
  const lost = await judgeUndoing(em, instance, actions, { lock: true });
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

/** In the transaction that is open, or in one of its own. */
const inTransaction = <Result>(em: Em, work: (em: Em) => Promise<Result>): Promise<Result> =>
  em.transactional(work, { propagation: 'required' });
