import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { Unavailable } from '../../text/errors.ts';
import { quietConsoleCommand } from '../../text/program-name.ts';
import { type Text, text } from '../../text/text.ts';

const mend = text`Run the output of ${quietConsoleCommand('grants')} in the database as a superuser, which sets the search path.`;

/**
 * What is wrong with the role's search path, in one sentence, and how to fix it; null where nothing is. Statements name
 * Akkoma's tables without their schema. Without the schema of `citext`, PostgreSQL compares nicknames and e-mail
 * addresses as `text`, which tells upper and lower case apart.
 */
export async function searchPathFault(em: Em): Promise<{ readonly said: Text; readonly mend: Text } | null> {
  const { rows } = await sql<{ missed: boolean; citext: string | null }>`
    select to_regclass('users') is distinct from users.oid::regclass as missed,
      (select nspname::text
        from pg_attribute join pg_type on pg_type.oid = atttypid join pg_namespace on pg_namespace.oid = typnamespace
        where attrelid = users.oid and typname = 'citext' and not pg_type_is_visible(pg_type.oid)
        limit 1) as citext
    from pg_class users join pg_namespace home on home.oid = relnamespace
    where nspname = 'public' and relname = 'users' and has_schema_privilege(home.oid, 'usage')`.execute(
    em.getKysely(),
  );
  const [path] = rows;
  if (path?.missed === true) {
    return {
      said: text`The search path of the role of DATABASE_URL does not lead to Akkoma's tables in schema public.`,
      mend,
    };
  }
  if (path == null || path.citext === null) return null;
  return {
    said: text`The search path of the role of DATABASE_URL lacks schema ${path.citext}, which has the type citext of nicknames: names in another case would not be found.`,
    mend,
  };
}

/** @throws Unavailable where statements would not find Akkoma's tables, or would tell upper and lower case apart. */
export async function requireSearchPath(em: Em): Promise<void> {
  const fault = await searchPathFault(em);
  if (fault !== null) throw new Unavailable(text`${fault.said} Nothing was changed. ${fault.mend}`);
}
