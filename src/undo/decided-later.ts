import { type RawBuilder, sql } from 'kysely';
import { incomparable, isIndexed, recordsOfRow, undoSet } from '../database/change-records/undo-set.ts';
import type { Em } from '../database/connection/connection.ts';

/**
 * The columns of accounts that are never restored as such: the counts of follows are counted from relationships, and
 * those of posts, and pins, come back with the posts. `updated_at` changes with them.
 */
export const counters = ['follower_count', 'following_count', 'note_count', 'pinned_objects'];

/**
 * The number of the first later action that decided about a row which an action recorded in `steward.changes`, or null.
 * An action decides about a row where it records one of the same columns, even if it does not change the value. Actions
 * that were undone since do not count, nor do the undos of later actions.
 *
 * @param record the alias of the record, with `table_name`, `place` (the id of the first record), `id` (of the row),
 * `before` and `after`.
 * @param outside which other actions count, as a condition on `later.action_id`.
 */
export const decidedLater = (record: string, outside: RawBuilder<boolean>): RawBuilder<number | null> => {
  const of = (column: string) => sql.ref(`${record}.${column}`);
  return sql<number | null>`(
    select min(later.action_id) from ${recordsOfRow(of('id'))} later
    where later.table_name = ${of('table_name')} and later.id > ${of('place')} and ${outside}
      and ${sharesColumn('later', record)}
      and not exists (
        select from steward.actions undone
        where undone.id = later.action_id and undone.state = 'undone' and (
          later.before is not distinct from later.after
          or exists (
            select from steward.changes back
            where ${isIndexed('back')} and back.table_name = later.table_name
              and back.key ->> 'id' = later.key ->> 'id' and back.action_id = undone.undone_by
              and ${sharesColumn('back', 'later')})))
      and not coalesce((
        select min(undone_record.id) > ${of('place')}
        from steward.changes undone_record join steward.actions undone on undone.id = undone_record.action_id
        where ${isIndexed('undone_record')} and undone_record.table_name = later.table_name
          and undone_record.key ->> 'id' = later.key ->> 'id' and undone.undone_by = later.action_id
          and ${sharesColumn('undone_record', 'later')}), false))`;
};

/**
 * Writes into `undoing`, for each row, which later action decided about it.
 *
 * @param actions the actions that do not count: those that are undone, and the undo itself.
 */
export async function noteLaterDecisions(em: Em, actions: readonly number[]): Promise<void> {
  await sql`
    update ${undoSet} judged set decided_by = decided.by
    from (
      select change.place, ${decidedLater('first_record', sql`later.action_id <> all(${sql.val(actions)}::bigint[])`)} as by
      from ${undoSet} change
      cross join lateral (
        select change.table_name, change.id, change.first as place, change.before, change.after offset 0
      ) first_record
      where ${isIndexed('change')}
    ) decided
    where decided.place = judged.place and decided.by is not null`.execute(em.getKysely());
}

/** Removes from `undoing` the accounts, and their follows, that the actions undone by `undo` had not decided about. */
export async function keepReleased(em: Em, undo: number): Promise<void> {
  await sql`
    with released as materialized (
      select distinct record.key ->> 'id' as id
      from steward.changes record join steward.actions undone on undone.id = record.action_id
      where undone.undone_by = ${undo} and record.table_name = 'users'
    )
    delete from ${undoSet} change
    where change.table_name = 'users' and change.after ? 'is_active' and change.id not in (select id from released)
      or change.table_name = 'following_relationships' and not exists (
        select from released
        where released.id in (
          coalesce(change.before, change.after) ->> 'follower_id', coalesce(change.before, change.after) ->> 'following_id'))`.execute(
    em.getKysely(),
  );
}

/** Whether two records have at least one column in common; rows that were inserted or deleted have all of theirs. */
export const sharesColumn = (a: string, b: string): RawBuilder<boolean> => sql`(
  ${columnsOf(a)} ?| array(
    select column_name from jsonb_object_keys(${columnsOf(b)}) as of_row (column_name)
    where column_name <> all(${incomparable(counters)})))`;

const columnsOf = (record: string): RawBuilder<unknown> =>
  sql`(coalesce(${sql.ref(`${record}.before`)}, '{}') || coalesce(${sql.ref(`${record}.after`)}, '{}'))`;
