import { randomBytes } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { type AkkomaRelease, newestRelease, upgradeAkkoma } from './releases.ts';
import { createAkkomaTables } from './tables.ts';
import { loadWorld, type World } from './world.ts';

/** A database to make others from. Plain data: it may be handed to another process. */
export interface Template {
  /** A connection URL to the maintenance database of its server. */
  readonly maintenanceUrl: string;
  readonly name: string;
}

/** A database of one's own. */
export interface Database extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
  /** Drops it, closing whatever is still connected. Dropping twice is harmless. */
  drop(): Promise<void>;
}

/** What a template is made of. */
export interface TemplateOptions {
  readonly maintenanceUrl: string;
  /** A random one, if nothing is said. */
  readonly name?: string;
  readonly world: World;
  /** Which Akkoma it is of; the newest, if nothing is said. */
  readonly akkoma?: AkkomaRelease | undefined;
  /** Applies what comes after Akkoma's tables, such as our migrations; must close its connections. */
  readonly prepare?: (url: string) => Promise<void>;
}

/** Makes a database with Akkoma's tables, the world in them, and what `prepare` adds. */
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
    // The planner's statistics are copied with the template; without them every clone plans blindly.
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

/** What stands between the name of a template and the rest of the name of a copy. */
const copyMark = '_copy_';

/**
 * A fresh copy of a template, in a fraction of a second. Dropping the template drops it too.
 *
 * Nothing may be connected to the template meanwhile; copies may be made side by side.
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
    // Settings of a database are not copied from its template.
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
 * Copies files: from PostgreSQL 15 on the default is to write the copy to the log as well, which takes
 * twice as long; before, there is no other way and no word for it.
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
