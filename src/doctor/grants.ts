import { sql } from 'kysely';
import type { Database } from '../database/connection.ts';
import { text } from '../text.ts';
import { defineCheck, failed, ok, warning } from './check.ts';
import { commandsOf } from './commands-of.ts';

/** What is to be granted on a table of Akkoma's. */
interface Grant {
  readonly table: string;
  readonly privileges: readonly string[];
}

const needed: readonly Grant[] = Object.entries(commandsOf).map(([table, commands]) => ({
  table,
  privileges: commands.length === 0 ? ['select'] : ['select', 'insert', 'update', 'delete'],
}));

const mend = text`Grant it what the README lists under "Use it on your instance"; after an upgrade of Akkoma, grant it again.`;

export const grants = defineCheck({
  name: 'Grants',
  needs: ['database', 'akkoma'],
  look: async ({ database, akkoma }) => {
    const lacking = [
      ...(await lackingOnTables(
        database,
        needed.filter(({ table }) => akkoma.has(table)),
      )),
      ...(await lackingOnOwn(database)),
    ];
    if (lacking.length > 0) return failed(text`The role lacks ${lacking.join(', ')}.`, mend);
    const { role, isSuperuser, ownsAkkoma } = await powersOf(database);
    if (!isSuperuser && !ownsAkkoma) return ok(text`${role} may do what Steward does, and no more.`);
    return warning(
      isSuperuser
        ? text`${role} is a superuser: it may alter and delete anything, the audit log too.`
        : text`${role} owns Akkoma's tables: it may alter and drop them.`,
      text`Give Steward a role of its own, as the README says under "Use it on your instance".`,
    );
  },
});

async function lackingOnTables(database: Database, wanted: readonly Grant[]): Promise<string[]> {
  const all = wanted.flatMap(({ table, privileges }) =>
    privileges.map((privilege) => ({ table, privilege })),
  );
  const inserted = wanted.filter(({ privileges }) => privileges.includes('insert')).map(({ table }) => table);
  const { rows } = await sql<{ lacking: string }>`
    select string_agg(wanted.privilege, ' and ' order by wanted.place) || ' on ' || wanted.name as lacking
    from unnest(${sql.val(all.map(({ table }) => table))}::text[],
      ${sql.val(all.map(({ privilege }) => privilege))}::text[]) with ordinality as wanted (name, privilege, place)
    where not has_table_privilege(to_regclass(quote_ident(wanted.name)), wanted.privilege)
    group by wanted.name
    union all
    select 'usage on ' || used.sequence
    from (
      select case when exists (
          select from pg_attribute
          where attrelid = to_regclass(quote_ident(name)) and attname = 'id' and not attisdropped)
        then pg_get_serial_sequence(quote_ident(name), 'id') end as sequence
      from unnest(${sql.val(inserted)}::text[]) as inserted (name)
    ) used
    where used.sequence is not null and not has_sequence_privilege(used.sequence, 'usage')`.execute(
    database.em.fork().getKysely(),
  );
  return rows.map(({ lacking }) => lacking);
}

/** A schema that is not there is another check's. */
async function lackingOnOwn(database: Database): Promise<string[]> {
  const { rows } = await sql<{ lacking: string }>`
    select 'usage on schema ' || nspname as lacking from pg_namespace
    where nspname in ('steward', 'steward_jobs') and not has_schema_privilege(oid, 'usage')
    union all
    select 'select and insert on ' || nspname || '.' || relname
    from pg_class join pg_namespace schema on schema.oid = relnamespace
    where nspname in ('steward', 'steward_jobs') and relkind in ('r', 'p')
      and has_schema_privilege(schema.oid, 'usage')
      and not (has_table_privilege(pg_class.oid, 'select') and has_table_privilege(pg_class.oid, 'insert'))`.execute(
    database.em.fork().getKysely(),
  );
  return rows.map(({ lacking }) => lacking);
}

async function powersOf(
  database: Database,
): Promise<{ readonly role: string; readonly isSuperuser: boolean; readonly ownsAkkoma: boolean }> {
  const { rows } = await sql<{ role: string; isSuperuser: boolean; ownsAkkoma: boolean }>`
    select rolname::text as role, rolsuper as "isSuperuser",
      exists (
        select from pg_class where oid = to_regclass('users') and pg_has_role(relowner, 'usage')) as "ownsAkkoma"
    from pg_roles where rolname = current_user`.execute(database.em.fork().getKysely());
  return rows[0] ?? { role: '', isSuperuser: false, ownsAkkoma: false };
}
