import type { Catalogue } from '../command/index.ts';
import type { Database } from '../database/connection/connection.ts';
import { type Text, text } from '../text/text.ts';
import { type Check, defineCheck, failed, ok, warning } from './check.ts';

const mend = text`Update Steward, or run "pleroma_ctl migrate" to finish Akkoma's upgrade.`;

export const akkomaTables = (catalogue: Catalogue): Check =>
  defineCheck({
    name: 'Akkoma’s tables',
    needs: ['database', 'features'],
    look: async ({ database, features: { columns: there, absent }, MODERATION_LOG: isModerationLogged }) => {
      const lacking = [...mappedColumns(database)]
        .toSorted(([a], [b]) => a.localeCompare(b))
        .flatMap(([table, columns]) => {
          const found = there[table];
          if (found === undefined) return [{ table, what: table }];
          return columns
            .filter((column) => !found.includes(column))
            .map((column) => ({ table, what: `${table}.${column}` }));
        })
        .filter(({ what }) => !absent.includes(what));
      if (lacking.length === 0) return ok(text`All tables and columns of this version exist.`);
      const what = lacking.map((each) => each.what).join(', ');
      const tables = lacking.map(({ table }) => table);
      const disabled =
        isModerationLogged && tables.includes('moderation_log')
          ? text`With MODERATION_LOG=true, every command that changes anything`
          : disabledBy(catalogue, tables);
      return disabled === null
        ? warning(text`Missing, but not needed by any command: ${what}.`, mend)
        : failed(text`Missing: ${what}. ${disabled} will fail.`, mend);
    },
  });

/** The commands that fail without these tables, in words; null where none fails. */
function disabledBy({ grants, find }: Catalogue, tables: readonly string[]): Text | null {
  if (tables.includes('users')) return text`Every command for accounts`;
  const users = new Set(tables.flatMap((table) => grants[table]?.usedBy ?? []));
  const commands = [...users].filter((name) => find(...name.split(' ')) !== undefined);
  return commands.length === 0 ? null : text`${commands.map((command) => `/${command}`).join(', ')}`;
}

/** The tables and columns of Akkoma that the entities map, whether they exist or not. */
export function mappedColumns(database: Database): ReadonlyMap<string, readonly string[]> {
  const metadata = [...database.getMetadata().getAll().values()];
  return new Map(
    metadata
      .filter(({ tableName, schema }) => tableName !== '' && schema !== 'steward')
      .map(({ tableName, props }) => [tableName, props.flatMap(({ fieldNames }) => fieldNames)]),
  );
}
