import { sessionSettings } from '../connection/session-settings.ts';
import { enqueueSql } from './enqueue-sql.ts';
import { type Grant, type Grants, ownGrants, ownUpdates } from './grants.ts';
import { identifier, literal } from './quote.ts';

/**
 * The time a session of Steward's waits for a lock before it checks for a deadlock, in milliseconds; PostgreSQL's
 * default is 1,000.
 */
export const deadlockTimeout = 100;

/**
 * The whole script that grants a role the privileges that Steward needs, and revokes all others. It can be run again at
 * any time, and is one transaction. It refuses a role that owns any of the tables: Akkoma's own, which would lose its
 * privileges on them, or the one that runs the migrations.
 */
export function grantsSql(role: string, grants: Grants): string {
  const to = identifier(role);
  return `-- The rights of Steward's role in Akkoma's database. All rights that it had before are revoked.
-- Run this in that database as a superuser, after Steward's migrations and after every upgrade.
begin;
do ${literal(unlessOwner(role))};

-- Tables and columns that this version of Akkoma does not have are skipped. Only the commands that need them are disabled.
create procedure pg_temp.grant_columns(way text, relation text, named text) language plpgsql as ${literal(ofColumns(role))};
create procedure pg_temp.grant_whole(way text, kind text, relation text) language plpgsql as ${literal(ofWhole(role))};

revoke all on all tables in schema public, steward, steward_jobs from ${to};
revoke all on all sequences in schema public, steward, steward_jobs from ${to};
revoke all on all functions in schema public, steward, steward_jobs from ${to};
revoke all on schema public, steward, steward_jobs from ${to};
do ${literal(onDatabase(role))};

-- Akkoma's tables, each with the commands that use it. "also": confidential or powerful columns, and why they are needed.
grant usage on schema public to ${to};
do ${literal(onVisibility(role))};
${Object.entries(grants)
  .map(([table, grant]) => `\n${grantsOn(table, grant)}`)
  .join('\n')}

-- Steward's own tables, whose records of decisions and changes it cannot alter or delete, and its job queues.
grant usage on schema steward, steward_jobs to ${to};
${Object.entries(ownGrants)
  .map(([table, privileges]) => `grant ${privileges} on table steward.${table} to ${to};`)
  .join('\n')}
${Object.entries(ownUpdates)
  .map(([table, columns]) => `grant update (\n    ${inLines(columns)}) on table steward.${table} to ${to};`)
  .join('\n')}
grant execute on all functions in schema steward, steward_jobs to ${to};
grant select, insert, update, delete on all tables in schema steward_jobs to ${to};

-- Steward inserts jobs for Akkoma's server by a function alone, which runs with the rights of a role of its own. The
-- function inserts no other jobs than those that Steward needs.
${enqueueSql(to)}

-- Of two transactions that wait for each other, PostgreSQL ends the one that checks first. Steward tries again. Akkoma
-- checks after a second, and would lose a person's post.
do ${literal(onDeadlocks(role))};

-- Statements name Akkoma's tables, and the types and functions of its extensions, without their schema. A connection
-- pooler does not pass on the settings that Steward's sessions ask for.
do ${literal(onSessions(role))};

drop procedure pg_temp.grant_columns, pg_temp.grant_whole;
commit;
`;
}

function grantsOn(table: string, grant: Grant): string {
  return [
    `-- ${table}:`,
    ...inLines(grant.usedBy)
      .split('\n')
      .map((line) => `--   ${line.trim()}`),
    ...Object.entries(grant.confidential).map(([column, why]) => `--   also ${column}: ${why}`),
    ...(['select', 'insert', 'update'] as const).flatMap((way) => {
      const named = grant[way];
      return named.length === 0
        ? []
        : [`call pg_temp.grant_columns('${way}', '${table}', '\n    ${inLines(named)}');`];
    }),
    ...(grant.delete ? [`call pg_temp.grant_whole('delete', 'table', '${table}');`] : []),
    ...(grant.numbered ? [`call pg_temp.grant_whole('usage', 'sequence', '${table}_id_seq');`] : []),
  ].join('\n');
}

/** Names, in lines of about 100 characters. */
const inLines = (names: readonly string[]): string =>
  (names.join(', ').match(/.{1,96}(, |$)/g) ?? []).map((line) => line.trimEnd()).join('\n    ');

/** `revoke` takes an owner's privileges on its own tables, too. Akkoma, or the migrations, would then fail. */
const unlessOwner = (role: string): string => `begin
  if exists (
    select from pg_class join pg_namespace on pg_namespace.oid = relnamespace join pg_roles on pg_roles.oid = relowner
    where rolname = ${literal(role)} and nspname in ('public', 'steward', 'steward_jobs')
  ) then
    raise exception using message = 'This role owns tables here and would lose its rights on them. Nothing was changed. '
      'Use a role that owns no tables: see docs/install.md.';
  end if;
end`;

const ofColumns = (role: string): string => `
declare
  there text;
begin
  select string_agg(quote_ident(attname), ', ') into there from pg_attribute
  where attrelid = to_regclass('public.' || quote_ident(relation)) and not attisdropped
    and attname = any(regexp_split_to_array(btrim(named, E' \\n'), ',\\s*'));
  if there is not null then
    execute format('grant %s (%s) on table public.%I to %I', way, there, relation, ${literal(role)});
  end if;
end`;

const ofWhole = (role: string): string => `
begin
  if to_regclass('public.' || quote_ident(relation)) is not null then
    execute format('grant %s on %s public.%I to %I', way, kind, relation, ${literal(role)});
  end if;
end`;

/** Grants the function that the trigger of `activities` calls. */
const onVisibility = (role: string): string => `begin
  if to_regprocedure('public.activity_visibility(varchar, varchar[], jsonb)') is not null then
    execute format('grant execute on function public.activity_visibility(varchar, varchar[], jsonb) to %I', ${literal(role)});
  end if;
end`;

/** These statements need the name of the database, which only the server knows. */
const onDatabase = (role: string): string => `begin
  execute format('revoke all on database %I from %I', current_database(), ${literal(role)});
  execute format('grant connect, temporary on database %I to %I', current_database(), ${literal(role)});
end`;

/** Only a superuser may set this. Without one, as with some hosting providers, the script still grants the rest. */
const onDeadlocks = (role: string): string => `begin
  if not exists (
    select from pg_db_role_setting join pg_roles on pg_roles.oid = setrole
    where rolname = ${literal(role)} and setdatabase = 0 and 'deadlock_timeout=${deadlockTimeout}ms' = any(setconfig)
  ) then
    execute format('alter role %I set deadlock_timeout = ''${deadlockTimeout}ms''', ${literal(role)});
  end if;
exception when insufficient_privilege then
  raise warning 'deadlock_timeout was not set, because only a superuser can set it. Everything else was granted.';
end`;

/** The defaults of the role's sessions in this database. */
const onSessions = (role: string): string => `declare
  extensions text;
begin
  select nspname into extensions from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
  where extname = 'citext' and nspname <> 'public';
  execute format('alter role %I in database %I set search_path = public%s', ${literal(role)}, current_database(),
    coalesce(', ' || quote_ident(extensions), ''));
  if extensions is not null then
    execute format('grant usage on schema %I to %I', extensions, ${literal(role)});
  end if;
${Object.entries(sessionSettings)
  .map(
    ([name, value]) =>
      `  execute format('alter role %I in database %I set ${name} = ${literal(value).replaceAll("'", "''")}', ${literal(role)}, current_database());`,
  )
  .join('\n')}
exception when insufficient_privilege then
  raise warning 'The settings of sessions were not set, with the search path among them. Everything else was granted.';
end`;
