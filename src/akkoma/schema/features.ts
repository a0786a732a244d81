import { sql } from 'kysely';
import { type ColumnsThere, mapColumns } from '../../database/columns-there.ts';
import type { Database, Em } from '../../database/connection/connection.ts';
import { Conflict, Unavailable } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { type Misfit, readMisfits } from './known-tables.ts';

/**
 * What the Akkoma in this database has, according to PostgreSQL's catalogue. Its tables differ from release to release,
 * and operations write accordingly. Plain data.
 */
export interface Features {
  /** The releases that match, such as `3.16.0` or `3.20 or 3.21`; null if it is not a known Akkoma. */
  readonly release: string | null;
  /** The numbers of its migrations that are newer than all known ones, ascending. */
  readonly unknownMigrations: readonly number[];
  /** How the tables that Steward writes to differ from the known ones. Only checked if there are unknown migrations. */
  readonly misfits: Readonly<Record<string, Misfit>>;
  /** Identifies the migrations that have run. Every migration changes it. */
  readonly migrations: string;
  readonly columns: ColumnsThere;
  /** The mapped tables and columns that only other releases have, as `table` or `table.column`. */
  readonly absent: readonly string[];
  /** The table that holds the private key of a local account. */
  readonly keys: 'users' | 'signing_keys';
  /** Whether the addresses of a new account are made from its nickname. Otherwise it is unknown how they are made. */
  readonly addressesOfNicknames: boolean;
  /** Whether `counter_cache` counts posts by host and visibility. */
  readonly countsPosts: boolean;
  /** Whether the server's cache of accounts expires after 25 seconds. Otherwise it never does. */
  readonly cacheExpires: boolean;
  /** The indexed expression for finding accounts by their nickname. */
  readonly nicknameIndex: 'nickname' | 'lower(nickname)';
  /** The columns that the full-text index on accounts covers; null if there is no such index. */
  readonly wordIndex: 'nickname and name' | 'name' | null;
  /** The version of Oban's tables. */
  readonly obanLevel: number | null;
  /** Whether a trigger notifies the server of new jobs. */
  readonly announcesJobs: boolean;
  /** Whether jobs for the search index are created even where the database itself is searched. */
  readonly alwaysIndexes: boolean;
  /** Whether the queue has had jobs for the search index. Completed ones are deleted after a minute. */
  readonly hasSeenIndexJobs: boolean;
  /** Whether an attachment clean-up job gets the whole object or only its attachments. */
  readonly attachmentJobs: 'the object' | 'the attachments';
  /** Whether the attachments of deleted posts are cleaned up by default. */
  readonly cleansUpAttachments: boolean;
  /** The default number of attempts to publish an activity. */
  readonly publishAttempts: number;
  /** Which replies the reply count of a post includes. */
  readonly countedReplies: 'all' | 'public';
}

/**
 * The newest migration of each release (behaviour.md 21.1). The numbers are not in the order of the releases, so each
 * is looked for, from the newest release to the oldest.
 */
const releases: readonly (readonly [migration: number, release: string])[] = [
  [20260724000100, '3.20 or 3.21'],
  [20260702000100, '3.20, before its release'],
  [20260406000010, '3.19'],
  [20260111000010, '3.18'],
  [20251109000000, '3.17'],
  [20250806000000, '3.16.0'],
  [20250318000000, '3.16.0, before its release'],
  [20250202000000, '3.16.0, before its release'],
  [20250302113138, '3.15.2'],
  [20250112000002, '3.15.0 or 3.15.1'],
  [20241126093029, '3.13.3 or 3.14'],
  [20240625213637, '3.13.3, before its release'],
  [20240425120000, '3.13.0 to 3.13.2'],
];

/** The newest known release. */
export const newestRelease = '3.21';

/** The newest known migration of all releases. */
const newestMigration = Math.max(...releases.map(([migration]) => migration));

/**
 * The migration that moves local accounts' keys to their own table. It crashes on an account without keys
 * (behaviour.md 21.2).
 */
const keysMoved = 20240625220752;

/** Tables and columns, with the migration that drops them (`until`) or adds them (`since`). */
const schemaChanges: readonly { readonly name: string; readonly until?: number; readonly since?: number }[] =
  [
    { name: 'signing_keys', since: 20240625213637 },
    { name: 'users.ap_enabled', until: 20241213000000 },
    { name: 'users.keys', until: 20250112000002 },
    { name: 'users.public_key', until: 20250112000002 },
    { name: 'instances.has_request_signatures', until: 20250202000000 },
    { name: 'counter_cache', until: 20251109000000 },
    { name: 'users.skip_thread_containment', until: 20260404000010 },
  ];

const absentBy = (ran: ReadonlySet<number>): string[] =>
  schemaChanges
    .filter(
      ({ since, until }) =>
        (since !== undefined && !ran.has(since)) || (until !== undefined && ran.has(until)),
    )
    .map(({ name }) => name);

interface Catalogue {
  /** The columns of all tables in the schema of `users`, which the role's search path finds. */
  readonly columns: ColumnsThere;
  readonly indexes: readonly string[];
  readonly announcesJobs: boolean;
  readonly obanLevel: string | null;
}

/**
 * Reads what the Akkoma in this database has. Missing tables are no error here; the code that needs them reports them.
 */
export async function readFeatures(em: Em): Promise<Features> {
  // The migrations are read first, so that a migration that runs while the rest is read is noticed by its number.
  const migrations = await migrationsOf(em);
  const catalogue = await readCatalogue(em);
  const ran = new Set(migrations);
  const unknownMigrations = migrations.filter((migration) => migration > newestMigration);
  return {
    release: releases.find(([migration]) => ran.has(migration))?.[1] ?? null,
    unknownMigrations,
    misfits: unknownMigrations.length === 0 ? {} : await readMisfits(em),
    absent: absentBy(ran),
    migrations: markOf(migrations.length, Math.max(0, ...migrations)),
    ...featuresIn(catalogue, ran),
    hasSeenIndexJobs: 'oban_jobs' in catalogue.columns && (await seesIndexJobs(em)),
  };
}

function featuresIn(
  { columns, indexes, announcesJobs, obanLevel }: Catalogue,
  ran: ReadonlySet<number>,
): Omit<
  Features,
  'release' | 'unknownMigrations' | 'misfits' | 'migrations' | 'absent' | 'hasSeenIndexJobs'
> {
  const has = (table: string, column?: string): boolean =>
    table in columns && (column === undefined || columns[table]?.includes(column) === true);
  // A change that leaves no trace in the catalogue is detected by another change of the same release.
  const isSince315 = !has('users', 'keys');
  const isSince316 = isSince315 && !has('users', 'accepts_chat_messages');
  return {
    columns,
    // Until the keys have been moved, the next migration takes them from `users`.
    keys: has('signing_keys') && (ran.has(keysMoved) || !has('users', 'keys')) ? 'signing_keys' : 'users',
    addressesOfNicknames: !has('users', 'outbox'),
    countsPosts: has('counter_cache'),
    cacheExpires: !has('counter_cache'),
    nicknameIndex: indexes.includes('users_casefolded_nickname_index') ? 'lower(nickname)' : 'nickname',
    wordIndex: indexes.includes('users_fts_index')
      ? 'nickname and name'
      : indexes.includes('users_displayname_fts_index')
        ? 'name'
        : null,
    obanLevel: obanLevel === null ? null : Number.parseInt(obanLevel, 10),
    announcesJobs,
    alwaysIndexes: !isSince315,
    attachmentJobs: isSince315 ? 'the attachments' : 'the object',
    cleansUpAttachments: isSince316,
    publishAttempts: isSince316 ? 6 : 5,
    countedReplies: isSince316 ? 'public' : 'all',
  };
}

async function readCatalogue(em: Em): Promise<Catalogue> {
  const { rows } = await sql<Catalogue>`
    select
      coalesce((
        select jsonb_object_agg(relname, names)
        from (
          select c.relname, jsonb_agg(a.attname order by a.attnum) as names
          from pg_class home
          join pg_class c on c.relnamespace = home.relnamespace and c.relkind in ('r', 'p')
          join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          where home.oid = to_regclass('users')
          group by c.relname
        ) there
      ), '{}') as columns,
      array(
        select i.relname::text from pg_index join pg_class i on i.oid = indexrelid
        where indrelid = to_regclass('users') and indisvalid) as indexes,
      exists (
        select from pg_trigger where tgrelid = to_regclass('oban_jobs') and tgname = 'oban_notify' and tgenabled <> 'D'
      ) as "announcesJobs",
      obj_description(to_regclass('oban_jobs'), 'pg_class') as "obanLevel"`.execute(em.getKysely());
  const [row] = rows;
  if (row === undefined) throw new Error('The database returned no row of its catalogue');
  return row;
}

/** Empty if the table is missing or may not be read. The code that needs the migrations reports both. */
async function migrationsOf(em: Em): Promise<number[]> {
  const { rows: readable } = await sql`
    select 1 where has_any_column_privilege(to_regclass('schema_migrations'), 'select')`.execute(
    em.getKysely(),
  );
  if (readable.length === 0) return [];
  const { rows } = await sql<{ version: string }>`
    select version::text from schema_migrations order by schema_migrations.version`.execute(em.getKysely());
  return rows.map(({ version }) => Number(version));
}

/** Uses the index that begins with the state, so that the length of the queue does not matter. */
async function seesIndexJobs(em: Em): Promise<boolean> {
  const { rows } = await sql<{ seen: boolean }>`
    select exists (
      select from unnest(enum_range(null::oban_job_state)) as known (state)
      join oban_jobs job on job.state = known.state and job.queue = 'search_indexing') as seen`.execute(
    em.getKysely(),
  );
  return rows[0]?.seen === true;
}

const markOf = (count: number, newest: number): string => `${count} up to ${newest}`;

/** Akkoma's tables have changed since the work began. */
export class AkkomaChanged extends Unavailable {}

/** Whether no migration has run since the features were read. */
export async function isUnchanged(em: Em, features: Features): Promise<boolean> {
  if (!('schema_migrations' in features.columns)) return true;
  const { rows } = await sql<{ count: number; newest: number }>`
    select count(*)::float8 as count, coalesce(max(version), 0)::float8 as newest from schema_migrations`.execute(
    em.getKysely(),
  );
  const { count = 0, newest = 0 } = rows[0] ?? {};
  return markOf(count, newest) === features.migrations;
}

/**
 * Call this last in a transaction that has written. It detects a migration that altered a table before the transaction
 * touched it. Afterwards the transaction's own locks keep migrations from altering the table until it ends.
 *
 * @throws AkkomaChanged if migrations have run since the features were read.
 */
export async function requireUnchanged(em: Em, features: Features): Promise<void> {
  if (!(await isUnchanged(em, features))) {
    throw new AkkomaChanged(
      text`Akkoma is being upgraded. Nothing was changed. Try again when the upgrade is done.`,
    );
  }
}

/** @throws Conflict if the tables are not those of an Akkoma that Steward knows how to write to. */
export function requireKnown({ release }: Features): void {
  // A newer Akkoma has run the known migrations as well; Pleroma has run others.
  if (release !== null) return;
  throw new Conflict(
    text`The tables in this database belong to an Akkoma older than 3.13, or to another program, such as Pleroma. Upgrade Akkoma to 3.13 or newer and run "pleroma_ctl migrate", or set DATABASE_URL to Akkoma's own database. Then start Steward again.`,
  );
}

/** The features of a database that may be upgraded while they are in use. */
export interface FeatureSource {
  readonly current: Features;
  /** Reads the features again. */
  refresh(): Promise<void>;
}

/** Maps the entities of the database's ORM to the columns that exist, now and each time the features are read again. */
export function createFeatureSource(database: Database, initial: Features): FeatureSource {
  let current = initial;
  mapColumns(database, current.columns);
  /** Reads run one after the other, so that a caller of `refresh` sees everything that was altered before its call. */
  let reading = Promise.resolve();
  const read = async (): Promise<void> => {
    const read = await readFeatures(database.em.fork());
    // Once seen, the jobs keep counting, because there are none while nobody posts. Before 3.15 they prove nothing.
    const wereSeen = current.hasSeenIndexJobs && !current.alwaysIndexes;
    current = { ...read, hasSeenIndexJobs: read.hasSeenIndexJobs || wereSeen };
    mapColumns(database, current.columns);
  };
  return {
    get current() {
      return current;
    },
    refresh: () => {
      reading = reading.catch(() => undefined).then(read);
      return reading;
    },
  };
}
