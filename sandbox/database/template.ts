import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { type AkkomaRelease, newestRelease, upgradeAkkoma } from './releases.ts';
import { createAkkomaTables } from './tables.ts';
import { loadWorld, type World } from './world.ts';

/** A database to clone others from. It is plain data and can be passed to another process. */
export interface Template {
  /** The connection URL of the maintenance database of its server. */
  readonly maintenanceUrl: string;
  readonly name: string;
}

/** A database that the caller owns and drops. */
export interface Database extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
  /** Drops the database and closes all connections to it. Dropping it twice is harmless. */
  drop(): Promise<void>;
}

/** The contents of a template. */
export interface TemplateOptions {
  readonly maintenanceUrl: string;
  /** Random by default. */
  readonly name?: string;
  readonly world: World;
  /** The release of Akkoma; the newest by default. */
  readonly akkoma?: AkkomaRelease | undefined;
  /** Applies further changes after Akkoma's tables, such as Steward's migrations. It must close its connections. */
  readonly prepare?: (url: string) => Promise<void>;
}

/**
 * Creates a database with Akkoma's tables, loads the world into them, upgrades them to the release, and runs `prepare`.
 * Dropping the template drops its copies too.
 */
export async function prepareTemplate(options: TemplateOptions): Promise<Template & Database> {
  const { maintenanceUrl } = options;
  const database = await createDatabase(
    maintenanceUrl,
    options.name ?? `steward_template_${randomName()}`,
    "template template0 encoding 'UTF8'",
  );
  try {
    await withClient(database.url, async (client) => {
      await createAkkomaTables(client);
      await loadWorld(client, options.world);
      await upgradeAkkoma(client, { to: options.akkoma ?? newestRelease });
    });
    await options.prepare?.(database.url);
    // Clones copy the planner's statistics from the template. Without them the planner of every clone would have none.
    await withClient(database.url, (client) => client.query('vacuum analyze'));
  } catch (error) {
    await database.drop();
    throw error;
  }
  const drop = async (): Promise<void> => {
    await withClient(maintenanceUrl, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        'select datname as name from pg_database where starts_with(datname, $1)',
        [database.name + copyMark],
      );
      for (const { name } of rows) {
        await client.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
      }
    });
    await database.drop();
  };
  return { ...database, maintenanceUrl, drop, [Symbol.asyncDispose]: drop };
}

/** Separates the name of a template from the random part in the name of a copy. */
const copyMark = '_copy_';

/**
 * Clones a template, in a fraction of a second. Dropping the template drops the copy too.
 *
 * Nothing may be connected to the template while it is copied. Several copies may be made at the same time.
 * @see https://www.postgresql.org/docs/current/sql-createdatabase.html
 */
export function cloneDatabase(template: Template): Promise<Database> {
  const from = `template ${escapeIdentifier(template.name)}`;
  return createDatabase(template.maintenanceUrl, `${template.name}${copyMark}${randomName()}`, from);
}

async function createDatabase(maintenanceUrl: string, name: string, from: string): Promise<Database> {
  const quoted = escapeIdentifier(name);
  await withClient(maintenanceUrl, async (client) => {
    await client.query(`create database ${quoted} ${from} ${await copyStrategy(client)}`);
    // PostgreSQL does not copy the settings of a database from its template.
    await client.query(`alter database ${quoted} set timezone to 'UTC'`);
    await client.query(`alter database ${quoted} set default_text_search_config to 'pg_catalog.english'`);
  });
  const url = new URL(maintenanceUrl);
  url.pathname = name;
  const drop = (): Promise<void> =>
    withClient(maintenanceUrl, async (client) => {
      await client.query(`drop database if exists ${quoted} with (force)`);
    });
  return { url: url.href, name, drop, [Symbol.asyncDispose]: drop };
}

/**
 * Returns the option that makes PostgreSQL clone a database by copying its files. From PostgreSQL 15 on the default
 * also writes the copy to the write-ahead log, which takes twice as long. Earlier versions always copy files and do not
 * know the option.
 */
async function copyStrategy(client: Client): Promise<string> {
  const { rows } = await client.query<{ knows: boolean }>(
    "select current_setting('server_version_num')::integer >= 150000 as knows",
  );
  return rows[0]?.knows ? 'strategy file_copy' : '';
}

async function withClient<Result>(url: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function randomName(): string {
  return randomBytes(6).toString('hex');
}
