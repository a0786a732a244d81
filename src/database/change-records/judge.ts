import { type RawBuilder, sql } from 'kysely';
import type { ColumnsThere } from '../columns-there.ts';
import type { Em } from '../connection/connection.ts';
import { keptRows } from './kept-rows.ts';
import { incomparable, undoSet } from './undo-set.ts';

/**
 * How the rows of a table are judged before they can be restored. The conditions may refer to `(made.was)`, the row as
 * it would be after the restore, and to `change`, its row in `undoing`.
 */
export interface Restorable {
  readonly table: string;
  readonly id: 'uuid' | 'bigint';
  /** Whether actions only ever delete rows of the table, so that none of those recorded is there to be locked. */
  readonly isNeverThere?: true;
  /** A jsonb column whose keys are compared and restored one by one (`rebaseDocuments`). */
  readonly document?: string;
  /** Columns that are counted from other rows. They are never compared, and not restored with the others. */
  readonly derived?: readonly string[];
  /** Whether another row now has a value that must be unique. */
  readonly taken?: RawBuilder<boolean>;
  /** Whether a row that this row refers to is gone. */
  readonly orphaned?: RawBuilder<boolean>;
  /** Whether a deleted row must not exist any more, such as a follow across a block. */
  readonly forbidden?: RawBuilder<boolean>;
  /** Whether the thing that the row represents is gone although the row exists, such as a removed account. */
  readonly removed?: RawBuilder<boolean>;
}

export interface JudgeContext {
  /**
   * Whether a row that a later action decided about is `changed` even if it is already as it was before the actions.
   */
  readonly leaveDecided: boolean;
}

/**
 * Compares the rows of a table in `undoing` with the present ones, and sets the verdict of each, in one statement:
 *
 * - `restore`: the row is still as the actions left it, and can be restored;
 * - `same`: it is already as it was before the actions;
 * - `released`: the actions only decided about it again, and the decision before them applies again;
 * - `derived`: only derived columns were changed;
 * - `changed`: it was changed or deleted since, or changed between two of the actions, or a later action decided about
 *   it;
 * - `taken`: another row has taken its place; `orphaned`: a row that it refers to is gone; `removed`: the thing that it
 *   represents is gone; `forbidden`: it must not exist any more.
 *
 * Callers that judge rows of a kind by other criteria, too, may replace the verdict by others.
 */
export async function judge(
  em: Em,
  there: ColumnsThere,
  restorable: Restorable,
  { leaveDecided }: JudgeContext,
): Promise<void> {
  const { table, id, derived = [], taken = no, orphaned = no, forbidden = no, removed = no } = restorable;
  const ignored = incomparable(derived);
  const differs = (recorded: 'before' | 'after'): RawBuilder<boolean> => sql`exists (
    select from jsonb_each(${sql.ref(`change.${recorded}`)}) as of_row (column_name, value)
    where column_name <> all(${ignored}) and value is distinct from present.row -> column_name)`;
  await sql`
    update ${undoSet} judged set verdict = given.verdict, is_left = given.is_left,
      restore = case when given.verdict = 'restore' and judged.after is not null then judged.before - ${ignored} end
    from (
      select change.place, case
        when change.before is null and change.after is null then 'same'
        when change.after is null then case
          when there.id is not null then case when ${differs('before')} then 'taken' else 'same' end
          when ${orphaned} then 'orphaned'
          when ${taken} then 'taken'
          when ${forbidden} then 'forbidden'
          else 'restore' end
        when there.id is null then case when change.before is null then 'same' else 'changed' end
        when not exists (
          select from jsonb_object_keys(change.after) as of_row (column_name) where column_name <> all(${ignored})
        ) then 'derived'
        when change.is_restated and change.decided_by is null and not ${differs('after')} then 'released'
        when change.before is not null and not ${differs('before')} and (change.decided_by is null or not ${leaveDecided}::boolean) then 'same'
        when change.broken or change.decided_by is not null or ${differs('after')} then 'changed'
        when ${removed} then 'removed'
        when change.before is not null and ${taken} then 'taken'
        else 'restore' end as verdict,
        exists (
          select from jsonb_each(change.left_before) as of_row (column_name, value)
          where column_name <> all(${ignored})
            and value is distinct from coalesce(change.before -> column_name, present.row -> column_name)
        ) as is_left
      from ${undoSet} change
      left join ${keptRows(there, table)} there on there.id = change.id::${sql.raw(id)}
      cross join lateral (select to_jsonb(there) as row offset 0) present
      cross join lateral (
        select jsonb_populate_record(
          null::${sql.table(table)}, coalesce(present.row, '{}') || coalesce(change.before, '{}')) as was offset 0
      ) made
      where change.table_name = ${table}
    ) given
    where given.place = judged.place`.execute(em.getKysely());
}

const no: RawBuilder<boolean> = sql`false`;
