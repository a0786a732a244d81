import { sql } from 'kysely';
import type { Database } from '../database/connection.ts';
import { type Text, text } from '../text.ts';
import { defineCheck, failed, ok, warning } from './check.ts';
import { commandsOf } from './commands-of.ts';

const mend = text`Run the version of Steward that goes with this Akkoma, or finish Akkoma's own upgrade with "pleroma_ctl migrate".`;

export const akkomaTables = defineCheck({
  name: 'Akkoma’s tables',
  needs: ['database'],
  gives: ['akkoma'],
  look: async ({ database, MODERATION_LOG: isModerationLogged }) => {
    const there = await columnsThere(database);
    if (!there.has('users')) {
      return failed(
        text`The database has no table of users that the role can find.`,
        text`Let DATABASE_URL name Akkoma's own database, which has that table in schema public.`,
      );
    }
    const lacking = [...mappedColumns(database)]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .flatMap(([table, columns]) => {
        const found = there.get(table);
        if (found === undefined) return [{ table, what: table }];
        return columns
          .filter((column) => !found.has(column))
          .map((column) => ({ table, what: `${table}.${column}` }));
      });
    const gives = { akkoma: there };
    if (lacking.length === 0) return ok(text`All tables and columns that Steward knows are there.`, gives);
    const what = lacking.map((each) => each.what).join(', ');
    const tables = lacking.map(({ table }) => table);
    const disabled =
      isModerationLogged && tables.includes('moderation_log')
        ? text`With MODERATION_LOG=true, every command that changes anything`
        : disabledBy(tables);
    return disabled === null
      ? warning(text`Missing, and not needed by any command: ${what}.`, mend, gives)
      : failed(text`Missing: ${what}. ${disabled} will fail.`, mend, gives);
  },
});

/** What will fail without these tables as they were, in words; null where nothing will. */
function disabledBy(tables: readonly string[]): Text | null {
  const users = tables.map((table) => commandsOf[table] ?? []);
  if (users.includes('all')) return text`Every command that concerns accounts`;
  const commands = new Set(users.flat());
  return commands.size === 0 ? null : text`${[...commands].map((command) => `/${command}`).join(', ')}`;
}

/** Akkoma's tables with their columns, as the entities have them. */
export function mappedColumns(database: Database): ReadonlyMap<string, readonly string[]> {
  const metadata = [...database.getMetadata().getAll().values()];
  return new Map(
    metadata
      .filter(({ tableName, schema }) => tableName !== '' && schema !== 'steward')
      .map(({ tableName, props }) => [
        tableName,
        props.flatMap(({ fieldNames, persist }) => (persist === false ? [] : fieldNames)),
      ]),
  );
}

/** Found as a statement finds them, by the role's search path. */
async function columnsThere(database: Database): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select named.name, coalesce(array_agg(there.attname::text) filter (where there.attname is not null), '{}') as columns
    from unnest(${sql.val([...mappedColumns(database).keys()])}::text[]) as named (name)
    left join pg_attribute there
      on there.attrelid = to_regclass(quote_ident(named.name)) and there.attnum > 0 and not there.attisdropped
    group by named.name
    having count(there.attname) > 0`.execute(database.em.fork().getKysely());
  return new Map(rows.map(({ name, columns }) => [name, new Set(columns)]));
}
