import { sql } from 'kysely';
import { type ColumnsThere, mapColumns } from '../../database/columns-there.ts';
import type { Database, Em } from '../../database/connection/connection.ts';
import { Conflict, Unavailable } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { type Misfit, readMisfits } from './known-tables.ts';

/**
 * What the Akkoma of this database has, as its catalogue tells: its tables differ from release to release, and what an
 * operation writes follows what is there. Plain data.
 */
export interface Features {
  /** The releases that go with it, such as `3.16.0` or `3.20 or 3.21`; null where it is of none that is known. */
  readonly release: string | null;
  /** The numbers of its migrations that are newer than all that are known, ascending. */
  readonly unknownMigrations: readonly number[];
  /** In what the tables that Steward writes to are not as it knows them; only looked at where migrations are unknown. */
  readonly misfits: Readonly<Record<string, Misfit>>;
  /** Another one after any migration. */
  readonly migrations: string;
  readonly columns: ColumnsThere;
  /** What of the tables and columns that are mapped goes with other releases only, as `table` or `table.column`. */
  readonly absent: readonly string[];
  /** Where the private key of a local account is looked for. */
  readonly keys: 'users' | 'signing_keys';
  /** Whether the addresses of a new account are made of its nickname; how they are made otherwise is not known. */
  readonly addressesOfNicknames: boolean;
  /** Whether `counter_cache` counts posts by host and visibility. */
  readonly countsPosts: boolean;
  /** Whether the server forgets accounts that it keeps in memory after 25 seconds; else it keeps them without an end. */
  readonly cacheExpires: boolean;
  /** By which expression accounts are found by their nickname. */
  readonly nicknameIndex: 'nickname' | 'lower(nickname)';
  /** Of what the words are by which accounts are found; null where there is no such index. */
  readonly wordIndex: 'nickname and name' | 'name' | null;
  /** The version of Oban's tables. */
  readonly obanLevel: number | null;
  /** Whether a trigger tells the server of new jobs. */
  readonly announcesJobs: boolean;
  /** Whether a job is made for the search index even where the database itself is searched. */
  readonly alwaysIndexes: boolean;
  /** Whether jobs for the search index are seen in the queue: finished ones are forgotten after a minute. */
  readonly indexJobsSeen: boolean;
  /** Of what an attachment clean-up job is told. */
  readonly attachmentJobs: 'the object' | 'the attachments';
  /** Whether the attachments of deleted posts are cleaned up, where the configuration says nothing. */
  readonly cleansUpAttachments: boolean;
  /** How often the publication of an activity is tried, where the configuration says nothing. */
  readonly publishAttempts: number;
  /** Which replies are in the count of replies to a post. */
  readonly countedReplies: 'all' | 'public';
}

/**
 * The newest migration of each release (behaviour.md 21.1). Numbers are not in the order of the releases, so each is
 * looked for, the newest release first.
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

/** The newest release that is known. */
export const newestRelease = '3.21';

/** The newest migration that is known, of all releases. */
const newestMigration = Math.max(...releases.map(([migration]) => migration));

/** The migration that moves local accounts' keys to their own table; it crashes on an account without one (behaviour.md 21.2). */
const keysMoved = 20240625220752;

/** What is dropped, by the migration that does it, and what is there only once its migration has run. */
const comings: readonly { readonly name: string; readonly until?: number; readonly since?: number }[] = [
  { name: 'signing_keys', since: 20240625213637 },
  { name: 'users.ap_enabled', until: 20241213000000 },
  { name: 'users.keys', until: 20250112000002 },
  { name: 'users.public_key', until: 20250112000002 },
  { name: 'instances.has_request_signatures', until: 20250202000000 },
  { name: 'counter_cache', until: 20251109000000 },
  { name: 'users.skip_thread_containment', until: 20260404000010 },
];

const absentBy = (ran: ReadonlySet<number>): string[] =>
  comings
    .filter(
      ({ since, until }) =>
        (since !== undefined && !ran.has(since)) || (until !== undefined && ran.has(until)),
    )
    .map(({ name }) => name);

interface Catalogue {
  /** Of all tables beside that of the accounts, as the role's search path finds that one. */
  readonly columns: ColumnsThere;
  readonly indexes: readonly string[];
  readonly announcesJobs: boolean;
  readonly obanLevel: string | null;
}

/** Reads what the Akkoma of this database has. What is not there at all is told by whoever needs it. */
export async function readFeatures(em: Em): Promise<Features> {
  // First: what a migration alters while the rest is read is then noticed by its number.
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
    indexJobsSeen: 'oban_jobs' in catalogue.columns && (await seesIndexJobs(em)),
  };
}

function featuresIn(
  { columns, indexes, announcesJobs, obanLevel }: Catalogue,
  ran: ReadonlySet<number>,
): Omit<Features, 'release' | 'unknownMigrations' | 'misfits' | 'migrations' | 'absent' | 'indexJobsSeen'> {
  const has = (table: string, column?: string): boolean =>
    table in columns && (column === undefined || columns[table]?.includes(column) === true);
  // What goes with a release and leaves no trace of its own is told by what went with it and does.
  const isSince315 = !has('users', 'keys');
  const isSince316 = isSince315 && !has('users', 'accepts_chat_messages');
  return {
    columns,
    // As long as they have not been moved, the next migration takes them from there.
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

/** Empty where they are not there or may not be read, which both is told by whoever needs them. */
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

/** Found by the index that begins with the state, whatever the length of the queue. */
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

/** Akkoma's tables are no longer those that something was begun with. */
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
 * To be asked last in a transaction that has written: what was altered before it touched a table is seen here, and nobody
 * alters a table that it has touched until it has ended.
 *
 * @throws AkkomaChanged when migrations have run since the features were read.
 */
export async function requireUnchanged(em: Em, features: Features): Promise<void> {
  if (!(await isUnchanged(em, features))) {
    throw new AkkomaChanged(
      text`Akkoma is being upgraded just now, and nothing was changed. Try again when it is through.`,
    );
  }
}

/** @throws Conflict where the tables are those of no Akkoma that Steward knows how to write to. */
export function requireKnown({ release }: Features): void {
  // A newer Akkoma has run all that are known as well; Pleroma has run others.
  if (release !== null) return;
  throw new Conflict(
    text`The tables in this database are of an Akkoma older than 3.13, or of another program, such as Pleroma. Upgrade Akkoma to 3.13 or newer and finish that with "pleroma_ctl migrate", or set DATABASE_URL to Akkoma's own database, and start again.`,
  );
}

/** The features of a database that lives on while they are used. */
export interface FeatureSource {
  readonly current: Features;
  /** Reads them again. */
  refresh(): Promise<void>;
}

/** Maps the entities of the database's ORM to the columns that are there, now and whenever the features are read again. */
export function createFeatureSource(database: Database, initial: Features): FeatureSource {
  let current = initial;
  mapColumns(database, current.columns);
  /** One after the other: whoever asks is to see what was altered before they did. */
  let reading = Promise.resolve();
  const read = async (): Promise<void> => {
    const read = await readFeatures(database.em.fork());
    // Once seen, such jobs count for good: there are none for as long as nothing is posted.
    const wereSeen = current.indexJobsSeen && !current.alwaysIndexes;
    current = { ...read, indexJobsSeen: read.indexJobsSeen || wereSeen };
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
