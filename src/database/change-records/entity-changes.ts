import { type ChangeSet, ChangeSetType, helper } from '@mikro-orm/core';
import { type RawBuilder, sql } from 'kysely';
import type { ColumnsThere } from '../columns-there.ts';
import type { Em } from '../connection/connection.ts';
import { keptColumns, keptColumnsOf } from './kept-rows.ts';

/**
 * Flushes the unit of work and records its changes, in the order of their ids, as the journal records those of statements.
 * PostgreSQL reads the rows before and after the flush, so the recorded values are the stored ones, not those of the
 * entities, and secret columns are not read.
 */
export async function flushRecorded(em: Em, actionId: number, there: ColumnsThere): Promise<void> {
  const unitOfWork = em.getUnitOfWork();
  unitOfWork.computeChangeSets();
  const changeSets = unitOfWork.getChangeSets();
  const existing = Map.groupBy(
    changeSets.filter(({ type }) => type !== ChangeSetType.CREATE),
    ({ meta }) => meta.tableName,
  );
  const before = new Map<string, string>();
  for (const [table, sets] of existing) before.set(table, await rows(em, there, sets, lock));

  await em.flush();

  const database = em.getKysely();
  for (const [table, sets] of Map.groupBy(changeSets, ({ meta }) => meta.tableName)) {
    const after = await rows(em, there, sets);
    const [{ column = 'id' } = {}] = sets.map(primaryKeyOf);
    await sql`
      insert into steward.changes (action_id, table_name, key, before, after)
      select ${actionId}, ${table}, jsonb_build_object(${column}::text, id),
        case when after.row is null or before.row is null then before.row else (
          select coalesce(jsonb_object_agg(column_name, value), '{}')
          from jsonb_each(before.row) as was (column_name, value)
          where value is distinct from after.row -> column_name) end,
        case when after.row is null or before.row is null then after.row else (
          select coalesce(jsonb_object_agg(column_name, value), '{}')
          from jsonb_each(after.row) as became (column_name, value)
          where value is distinct from before.row -> column_name) end
      from jsonb_to_recordset(${before.get(table) ?? '[]'}::jsonb) as before (id jsonb, version text, row jsonb)
      full join jsonb_to_recordset(${after}::jsonb) as after (id jsonb, version text, row jsonb) using (id)
      where before.version is distinct from after.version
      order by id`.execute(database);
  }
}

/** Locks the rows against other writers. */
const lock = sql`for no key update of t`;

/**
 * The rows of these entities as the JSON text `[{"id": …, "version": …, "row": {…}}]`. `row` leaves out the secret
 * columns. `version` differs after any change of the row, even of a secret column.
 */
async function rows(
  em: Em,
  there: ColumnsThere,
  sets: readonly ChangeSet<object>[],
  locked: RawBuilder<unknown> = sql``,
): Promise<string> {
  const ids = sets.map(({ entity }) => String(helper(entity).getPrimaryKey(true)));
  const [{ table, column, type } = { table: '', column: '', type: '' }] = sets.map(primaryKeyOf);
  const id = sql.ref(`t.${column}`);
  const found = await sql<{ rows: string }>`
    select coalesce(jsonb_agg(to_jsonb(t)), '[]')::text as rows
    from (
      select ${id} as id, t.ctid::text as version, to_jsonb(kept) as row
      from ${sql.table(table)} t cross join lateral (select ${keptColumnsOf(table, 't', keptColumns(there, table))}) kept
      where ${id} = any(${ids}::${sql.raw(type)}[]) ${locked}
    ) t`.execute(em.getKysely());
  return found.rows[0]?.rows ?? '[]';
}

/** The table of an entity, and the name and type of its primary key column. */
function primaryKeyOf({ meta }: ChangeSet<object>): { table: string; column: string; type: string } {
  const { fieldNames, columnTypes } = meta.getPrimaryProp();
  return { table: meta.tableName, column: fieldNames[0] ?? 'id', type: columnTypes[0] ?? 'text' };
}
