import { type RawBuilder, sql } from 'kysely';
import type { ColumnsThere } from '../columns-there.ts';
import type { Em } from '../connection/connection.ts';
import { keptRows } from './kept-rows.ts';
import { incomparable, undoSet } from './undo-set.ts';

/**
 * What is to be known of a table before its rows can be put back. The conditions speak of `(made.was)`, the row as it
 * would be, and of `change`, its record in `undoing`.
 */
export interface Restorable {
  readonly table: string;
  readonly id: 'uuid' | 'bigint';
  /** Columns that are counted from other rows: they are never compared, and not put back with the rest. */
  readonly derived?: readonly string[];
  /** Whether another row has a value by now that can be there once only. */
  readonly taken?: RawBuilder<boolean>;
  /** Whether something that the row refers to is gone. */
  readonly orphaned?: RawBuilder<boolean>;
  /** Whether a row that was deleted is not to be there any more, as across a block. */
  readonly forbidden?: RawBuilder<boolean>;
  /** Whether what the row stood for is gone, though the row itself is there. */
  readonly removed?: RawBuilder<boolean>;
}

export interface Judging {
  /** Whether a row that a later action decided about is `changed` even where it is as it was before the actions. */
  readonly leaveDecided: boolean;
}

/**
 * Compares the rows of a table that are in `undoing` with what is there now, and gives each its verdict, in one statement:
 *
 * - `restore`: it is still as the actions left it, and is to be put back;
 * - `same`: it is already as it was before them;
 * - `released`: the actions only decided about it anew, and what was decided before holds again;
 * - `derived`: nothing but derived columns were altered;
 * - `changed`: someone has changed it since, or in between, or a later action decided about it;
 * - `taken`: another one has taken its place; `orphaned`: what it belongs to is gone; `removed`: what it stood for is gone;
 *   `forbidden`: it is not to be there any more.
 *
 * Whoever judges rows of a kind by more than that may give others.
 */
export async function judge(
  em: Em,
  there: ColumnsThere,
  restorable: Restorable,
  { leaveDecided }: Judging,
): Promise<void> {
  const { table, id, derived = [], taken = no, orphaned = no, forbidden = no, removed = no } = restorable;
  const ignored = incomparable(derived);
  const differs = (recorded: 'before' | 'after'): RawBuilder<boolean> => sql`exists (
    select from jsonb_each(${sql.ref(`change.${recorded}`)}) as of_row (column_name, value)
    where column_name <> all(${ignored}) and value is distinct from present.row -> column_name)`;
  await sql`
    update ${undoSet} judged set verdict = given.verdict,
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
        else 'restore' end as verdict
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
