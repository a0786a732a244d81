import { sql } from 'kysely';
import { Unavailable } from '../../text/errors.ts';
import { quietConsoleCommand } from '../../text/program-name.ts';
import { text } from '../../text/text.ts';
import type { Database } from '../connection/connection.ts';
import { enqueueBody, enqueueFunction, enqueuer } from './enqueue-sql.ts';
import { type Grants, ownGrants, ownUpdates } from './grants.ts';

interface Right {
  readonly relation: string;
  /** Null for the whole table. */
  readonly column: string | null;
  readonly privilege: string;
}

/** A table, and the privileges on it that the role lacks. */
interface Lack {
  readonly relation: string;
  readonly privileges: string;
}

/**
 * Compares the privileges of the connection's role with those that Steward needs, in one statement, so that a lack is
 * found at the start and not in the middle of an action. Skips tables and columns that this release of Akkoma does not
 * have: privileges on them cannot be granted. The function that inserts jobs must be that of this version.
 */
export async function lackingRights(database: Database, grants: Grants): Promise<Lack[]> {
  const { rows } = await sql<Lack>`
    select need.relation, string_agg(distinct need.privilege, ', ') as privileges
    from jsonb_to_recordset(${JSON.stringify(needed(grants))}::jsonb) as need (relation text, "column" text, privilege text)
    join pg_class c on c.oid = to_regclass(need.relation)
    left join pg_attribute a on a.attrelid = c.oid and a.attname = need."column"
    where not case when need."column" is null then has_table_privilege(c.oid, need.privilege)
      else has_column_privilege(c.oid, a.attnum, need.privilege) end
    group by need.relation
    union all
    select 'steward.enqueue', 'execute'
    where to_regclass('public.oban_jobs') is not null and not exists (
      select from pg_proc p join pg_roles owner on owner.oid = p.proowner
      where p.oid = to_regprocedure(${enqueueFunction}) and p.prosrc = ${enqueueBody} and p.prosecdef
        and owner.rolname = ${enqueuer} and has_function_privilege(p.oid, 'execute')
        and has_column_privilege(owner.oid, to_regclass('public.oban_jobs'), 'args', 'insert'))
    order by 1`.execute(database.em.fork().getKysely());
  return rows;
}

/** @throws Unavailable where the role lacks any privilege, naming the tables. */
export async function requireRights(database: Database, grants: Grants): Promise<void> {
  const lacking = await lackingRights(database, grants);
  if (lacking.length > 0) {
    const tables = lacking.map(({ relation }) => relation).join(', ');
    throw new Unavailable(
      text`The role of DATABASE_URL lacks rights on ${[tables]}. Run the output of ${quietConsoleCommand('grants')} in the database as a superuser, then try again.`,
    );
  }
}

function needed(grants: Grants): Right[] {
  const akkomas = Object.entries(grants).flatMap(([table, grant]): Right[] => {
    const relation = `public.${table}`;
    return [
      ...(['select', 'insert', 'update'] as const).flatMap((privilege) =>
        grant[privilege].map((column) => ({ relation, column, privilege })),
      ),
      ...(grant.delete ? [{ relation, column: null, privilege: 'delete' }] : []),
    ];
  });
  const own = Object.entries(ownGrants).flatMap(([table, privileges]) =>
    privileges
      .split(', ')
      .map((privilege): Right => ({ relation: `steward.${table}`, column: null, privilege })),
  );
  const ownColumns = Object.entries(ownUpdates).flatMap(([table, columns]) =>
    columns.map((column): Right => ({ relation: `steward.${table}`, column, privilege: 'update' })),
  );
  return [...akkomas, ...own, ...ownColumns];
}
