import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import type { Pool } from 'pg';
import { akkomaEntities } from '../../../entities/akkoma/index.ts';
import { stewardEntities } from '../../../entities/steward/index.ts';
import { Unavailable } from '../../text/errors.ts';
import { migrateCommand } from '../../text/program-name.ts';
import { text } from '../../text/text.ts';
import { migrationsList } from '../migrations/index.ts';
import { readAddress } from './address.ts';
import { releaseLost } from './lost-connections.ts';
import { replaceReadOnly } from './read-only-connections.ts';
import { startupOptions } from './session-settings.ts';
import { type SlowStatement, watchSlow } from './slow-statements.ts';
import { watchedClient } from './watched-client.ts';

export type Database = MikroORM;
export type Em = EntityManager;

interface SlowWatch {
  /** In milliseconds. */
  readonly limit: number;
  tell(slow: SlowStatement): void;
}

/**
 * Creates a connection pool. It connects at the first query.
 *
 * The ORM cannot change a schema here: no schema generator is registered, and the migrator only knows its own table in
 * schema `steward`.
 *
 * @param slow the limit for slow statements, and the function that they are reported to; by default they are not
 * reported.
 */
export function connect(url: string, applicationName: string, slow?: SlowWatch): Database {
  return new MikroORM({
    // The ORM supports fewer forms of a URL than the driver does.
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
        releaseLost(pool);
        replaceReadOnly(pool);
        if (slow !== undefined) watchSlow(pool, slow.limit, slow.tell);
      },
    },
    debug: false,
  });
}

/**
 * The time without an answer, in milliseconds, after which the server is asked whether it is executing the statement.
 */
const askAfter = 10_000;

/** The options of every connection to the database. */
export const clientOptions = (url: string, applicationName: string) => ({
  ...readAddress(url),
  application_name: applicationName,
  // Milliseconds. Also limits the wait for a free connection in the pool, which under load does not mean that the
  // server is gone.
  connectionTimeoutMillis: 30_000,
  // The system detects dead idle connections. The pool would hand them out as if they were alive.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  Client: watchedClient(askAfter),
  options: startupOptions,
});

/**
 * Checks that all of Steward's migrations have been applied.
 *
 * @throws Unavailable when some have not.
 */
export async function requireReady(database: Database): Promise<void> {
  const lacking = await pendingMigrations(database);
  if (lacking.length > 0) {
    throw new Unavailable(
      text`The database lacks ${lacking.length} of Steward's migrations. Run ${migrateCommand}, then try again.`,
    );
  }
}

/** The names of Steward's migrations that have not been applied. */
export async function pendingMigrations(database: Database): Promise<string[]> {
  const applied = await appliedMigrations(database);
  return migrationsList.map(({ name }) => name).filter((name) => !applied.includes(name));
}

/** Queries the table directly: the migrator would create it. */
async function appliedMigrations(database: Database): Promise<string[]> {
  const kysely = database.em.fork().getKysely();
  const { rows: tables } = await sql`select 1 where to_regclass('steward.migrations') is not null`.execute(
    kysely,
  );
  if (tables.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from steward.migrations`.execute(kysely);
  return rows.map(({ name }) => name);
}
