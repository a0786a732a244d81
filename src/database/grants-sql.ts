import { grants, ownGrants } from './grants.ts';

/**
 * The whole script that gives a role what Steward needs, and takes from it what it had besides. It may be run again at any
 * time; until it has gone through, nothing has changed. It refuses a role that owns any of the tables: Akkoma's own, which
 * would lose its rights on them, or the one that migrates.
 */
export function grantsSql(role: string): string {
  const to = identifier(role);
  return `-- What Steward may do in Akkoma's database; all that its role was granted before is taken back.
-- To be run in that database by a superuser, after "npm run migrate" and again after every upgrade.
begin;
do ${literal(unlessOwner(role))};

revoke all on all tables in schema public, steward, steward_jobs from ${to};
revoke all on all sequences in schema public, steward, steward_jobs from ${to};
revoke all on all functions in schema public, steward, steward_jobs from ${to};
revoke all on schema public, steward, steward_jobs from ${to};
do ${literal(onDatabase(role))};

-- Akkoma's tables. Names are Steward's commands; "also" is what is confidential or powerful, and for what it is needed.
grant usage on schema public to ${to};
grant execute on function public.activity_visibility(varchar, varchar[], jsonb) to ${to};
${Object.keys(grants)
  .map((table) => `\n${grantsOn(table, to)}`)
  .join('\n')}

-- Steward's own tables, of which it can take nothing back that it has written down, and the queues of its work.
grant usage on schema steward, steward_jobs to ${to};
${Object.entries(ownGrants)
  .map(([table, privileges]) => `grant ${privileges} on table steward.${table} to ${to};`)
  .join('\n')}
grant execute on all functions in schema steward, steward_jobs to ${to};
grant select, insert, update, delete on all tables in schema steward_jobs to ${to};

commit;
`;
}

function grantsOn(table: string, to: string): string {
  const grant = grants[table];
  if (grant === undefined) return '';
  const ways = (['select', 'insert', 'update'] as const).flatMap((way) => {
    const named = grant[way];
    return named === undefined ? [] : [`${way} (${inLines(named)})`];
  });
  const privileges = [...ways, ...(grant.delete ? ['delete'] : [])];
  return [
    `-- ${table}: ${grant.for}`,
    ...Object.entries(grant.except ?? {}).map(([column, why]) => `--   also ${column}: ${why}`),
    `grant ${privileges.join(',\n  ')}\n  on table public.${table} to ${to};`,
    ...(grant.numbered ? [`grant usage on sequence public.${table}_id_seq to ${to};`] : []),
  ].join('\n');
}

/** Names, as many a line as fit. */
const inLines = (names: readonly string[]): string =>
  (names.join(', ').match(/.{1,96}(, |$)/g) ?? []).map((line) => line.trimEnd()).join('\n    ');

/** An owner can be deprived of the rights on what it owns like anybody else, and would then no longer work. */
const unlessOwner = (role: string): string => `begin
  if exists (
    select from pg_class join pg_namespace on pg_namespace.oid = relnamespace join pg_roles on pg_roles.oid = relowner
    where rolname = ${literal(role)} and nspname in ('public', 'steward', 'steward_jobs')
  ) then
    raise exception using message = 'This role owns tables here, and would lose its rights on them; nothing was changed. '
      'Let Steward work as a role that owns nothing, as docs/install.md says.';
  end if;
end`;

/** A database is granted by its name, which the script does not know. */
const onDatabase = (role: string): string => `begin
  execute format('revoke all on database %I from %I', current_database(), ${literal(role)});
  execute format('grant connect, temporary on database %I to %I', current_database(), ${literal(role)});
end`;

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
