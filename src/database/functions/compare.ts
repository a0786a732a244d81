import { sql } from 'kysely';
import type { Database } from '../connection/connection.ts';
import { enqueuer } from '../rights/enqueue-sql.ts';
import recorded from './recorded.json' with { type: 'json' };

/** Functions and triggers, each with a hash of everything that its definition says. */
export type Hashes = Readonly<Record<string, string>>;

/**
 * The functions of schema `steward` and the triggers on its tables, as they are in the database. The hash of a function
 * covers its body, its settings, with which rights it runs, and whether it belongs to the owner of the schema; that of a
 * trigger also whether it is enabled. The grants make the function that inserts jobs, and `lackingRights` compares it: only
 * a superuser can give a function to its owner.
 */
export async function functionsIn(database: Database): Promise<Hashes> {
  const { rows } = await sql<{ name: string; hash: string }>`
    select name, encode(sha256(convert_to(definition, 'UTF8')), 'hex') as hash from (
      select 'function ' || p.oid::regprocedure as name,
        concat_ws(' ', case p.prokind when 'a' then 'aggregate' else pg_get_functiondef(p.oid) end, p.proowner = n.nspowner) as definition
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'steward' and p.proowner is distinct from to_regrole(${enqueuer})
      union all
      select 'trigger ' || quote_ident(t.tgname) || ' on ' || t.tgrelid::regclass,
        concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'steward' and not t.tgisinternal
    ) made order by name collate "C"`.execute(database.em.fork().getKysely());
  return Object.fromEntries(rows.map(({ name, hash }) => [name, hash]));
}

/** What differs from what the migrations make. A test keeps the record of that true. */
interface Differences {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  readonly additional: readonly string[];
}

/** Compares the functions and triggers in the database with those that the migrations make. */
export async function compareFunctions(database: Database): Promise<Differences> {
  const made: Hashes = recorded;
  const there = await functionsIn(database);
  return {
    changed: Object.keys(made).filter((name) => name in there && there[name] !== made[name]),
    missing: Object.keys(made).filter((name) => !(name in there)),
    additional: Object.keys(there).filter((name) => !(name in made)),
  };
}
