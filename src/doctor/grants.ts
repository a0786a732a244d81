import { sql } from 'kysely';
import type { Catalogue } from '../command/index.ts';
import type { Database } from '../database/connection/connection.ts';
import { lackingRights } from '../database/rights/rights.ts';
import { quietConsoleCommand } from '../text/program-name.ts';
import { type Text, text } from '../text/text.ts';
import { type Check, defineCheck, failed, ok, warning } from './check.ts';

export const grants = ({ grants: needed }: Catalogue): Check =>
  defineCheck({
    name: 'Grants',
    needs: ['database', 'features'],
    look: async ({ database, features }) => {
      const powers = await powersOf(database);
      const excess = excessOf(powers);
      const apart = text`Create a separate role for Steward, as docs/install.md describes.`;
      // A role that owns tables must not run the script, which first revokes the role's rights.
      const isOwner = powers.ownsAkkoma || powers.ownsSteward;
      const mend = isOwner
        ? apart
        : text`Run the output of ${quietConsoleCommand(`grants ${powers.role}`)} in the database, as a superuser. Repeat this after each upgrade.`;
      const lacking = [
        ...(await lackingRights(database, needed)).map(
          ({ relation, privileges }) => `${privileges} on ${relation}`,
        ),
        ...(await lackingBesides(
          database,
          Object.keys(needed).filter((table) => needed[table]?.numbered && table in features.columns),
        )),
      ];
      if (lacking.length > 0) return failed(text`The role ${powers.role} lacks ${lacking.join('; ')}.`, mend);
      if (excess === null)
        return ok(text`The role ${powers.role} has the rights that Steward needs, and no others.`);
      return warning(text`The role ${powers.role} ${excess}.`, apart);
    },
  });

/**
 * The missing rights that `lackingRights` does not check: on schemas, on the sequences of Akkoma's tables, and on the
 * tables of the queues.
 */
async function lackingBesides(database: Database, numbered: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ lacking: string }>`
    select 'usage on schema ' || nspname as lacking from pg_namespace
    where nspname in ('public', 'steward', 'steward_jobs') and not has_schema_privilege(oid, 'usage')
    union all
    select 'usage on ' || name
    from (select 'public.' || unnest(${sql.val(numbered)}::text[]) || '_id_seq' as name) sequence
    where to_regclass(name) is not null and not has_sequence_privilege(to_regclass(name)::oid, 'usage')
    union all
    select 'select, insert, update, delete on steward_jobs.' || relname
    from pg_class
    where relnamespace = to_regnamespace('steward_jobs') and relkind in ('r', 'p')
      and not (select bool_and(has_table_privilege(pg_class.oid, privilege))
        from unnest(array['select', 'insert', 'update', 'delete']) as needed (privilege))`.execute(
    database.em.fork().getKysely(),
  );
  return rows.map(({ lacking }) => lacking);
}

interface Powers {
  readonly role: string;
  readonly isSuperuser: boolean;
  readonly ownsAkkoma: boolean;
  readonly ownsSteward: boolean;
  readonly readsHashes: boolean;
}

async function powersOf(database: Database): Promise<Powers> {
  const { rows } = await sql<Powers>`
    select rolname::text as role, rolsuper as "isSuperuser",
      coalesce(pg_has_role((select relowner from pg_class where oid = to_regclass('users')), 'usage'), false) as "ownsAkkoma",
      coalesce(pg_has_role(
        (select relowner from pg_class where oid = to_regclass('steward.audit_log')), 'usage'), false) as "ownsSteward",
      exists (
        select from pg_attribute
        where attrelid = to_regclass('users') and attname = 'password_hash'
          and has_column_privilege(attrelid, attnum, 'select')) as "readsHashes"
    from pg_roles where rolname = current_user`.execute(database.em.fork().getKysely());
  const [powers] = rows;
  if (powers === undefined) throw new Error('The database knows no current user');
  return powers;
}

/** The gravest right that the role has but does not need; null where there is none. */
function excessOf({ isSuperuser, ownsAkkoma, ownsSteward, readsHashes }: Powers): Text | null {
  if (isSuperuser) return text`is a superuser: it can change and delete anything, including the audit log`;
  if (ownsAkkoma) return text`owns Akkoma's tables: it can alter and drop them`;
  if (ownsSteward) return text`owns Steward's tables: it can turn off the protection of the audit log`;
  return readsHashes ? text`can read password hashes, which Steward never does` : null;
}
