import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import { akkomaEntities } from '../../../entities/akkoma/index.ts';
import { stewardEntities } from '../../../entities/steward/index.ts';
import { Unavailable } from '../../text/errors.ts';
import { text } from '../../text/text.ts';
import { migrationsList } from '../migrations/index.ts';
import { readAddress } from './address.ts';
import { attendedClient } from './attended-client.ts';
import { isForbidden, isUnreachable } from './failures.ts';
import { giveBackLost } from './lost-connections.ts';
import { type SlowStatement, watchSlow } from './slow-statements.ts';

export type Database = MikroORM;
export type Em = EntityManager;

interface SlowWatch {
  /** In milliseconds. */
  readonly limit: number;
  tell(slow: SlowStatement): void;
}

/**
 * Prepares a connection pool; nothing is asked of the server before the first query.
 *
 * The ORM never learns to change a schema here: no schema generator is registered, and migrations know only their own
 * table in schema `steward`.
 *
 * @param slow who is told of statements that take long; nobody, if nothing is said.
 */
export function connect(url: string, applicationName: string, slow?: SlowWatch): Database {
  return new MikroORM({
    // The ORM understands less of a URL than the driver does.
    dbName: readAddress(url).database,
    entities: [...akkomaEntities, ...stewardEntities],
    extensions: [Migrator],
    migrations: { tableName: 'steward.migrations', snapshot: false, migrationsList, silent: true },
    ensureDatabase: false,
    forceUtcTimezone: true,
    pool: { min: 0, max: 10 },
    driverOptions: {
      ...clientOptions(url, applicationName),
      onPoolCreated: (pool: Pool) => {
        giveBackLost(pool);
        if (slow !== undefined) watchSlow(pool, slow.limit, slow.tell);
      },
    },
    debug: false,
  });
}

/**
 * What each session relies on, whatever the role or the database has set.
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-client.html
 */
const settings = {
  timezone: 'UTC',
  datestyle: 'ISO',
  standard_conforming_strings: 'on',
  // Decisions lock the rows that they are about, and look again.
  default_transaction_isolation: 'read committed',
  lock_timeout: '20s',
  // A process that stands still in the middle of a transaction, or is cut off, holds what it has locked no longer than this.
  idle_in_transaction_session_timeout: '5s',
  tcp_user_timeout: '5s',
};

/** After how many milliseconds without an answer the server is asked whether it is at work on a statement. */
const askAfter = 10_000;

/** How each connection is opened, whoever opens it. */
export const clientOptions = (url: string, applicationName: string) => ({
  ...readAddress(url),
  application_name: applicationName,
  // Milliseconds. Counts for the wait for a free connection too, which under load is no sign that the server is gone.
  connectionTimeoutMillis: 30_000,
  // The system looks whether an idle connection is still there, which a pool hands out as if it were.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  Client: attendedClient(askAfter),
  options: Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`)
    .join(' '),
});

/**
 * Asks the server for our own tables.
 *
 * @throws Unavailable when it has not been migrated.
 */
export async function requireReady(database: Database): Promise<void> {
  const lacking = await pendingMigrations(database);
  if (lacking.length > 0) {
    throw new Unavailable(
      text`The database lacks ${lacking.length} of Steward's migrations. Run "npm run migrate" and start again.`,
    );
  }
}

/** The names of those of our migrations that the database lacks. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const applied = await appliedMigrations(database);
  return migrationsList.map(({ name }) => name).filter((name) => !applied.includes(name));
}

/** By a query of our own: the migrator would create its table to answer this. */
async function appliedMigrations(database: Database): Promise<string[]> {
  const kysely = database.em.fork().getKysely();
  const { rows: tables } = await sql`select 1 where to_regclass('steward.migrations') is not null`.execute(
    kysely,
  );
  if (tables.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from steward.migrations`.execute(kysely);
  return rows.map(({ name }) => name);
}

/** What a person who starts a program is to read where the database does not let it begin; any other error as it is. */
export function asStartFault(cause: unknown): unknown {
  if (isUnreachable(cause)) {
    return new Unavailable(
      text`The database cannot be reached, and nothing was changed. Try again in a minute, or check DATABASE_URL and the server.`,
      { cause },
    );
  }
  if (isForbidden(cause)) {
    return new Unavailable(
      text`The role of DATABASE_URL lacks rights in the database. To work, it must be granted what "npm run console -- grants" prints; to migrate, own what is Steward's: see docs/install.md under "The first start".`,
      { cause },
    );
  }
  return cause;
}
