import { Client } from 'pg';
import { type Postgres, startPostgres } from '../sandbox/database/postgres.ts';
import { createRole, grantTo, type Role } from '../sandbox/database/role.ts';
import {
  cloneDatabase,
  type Database,
  prepareTemplate,
  type Template,
} from '../sandbox/database/template.ts';
import { akkomaWorld } from '../sandbox/database/world.ts';
import { prepareDatabase } from '../src/setup/prepare-database.ts';

/** A server for a bench: the one at `TEST_DATABASE_URL`, or a server of its own. */
export const startServer = (): Promise<Postgres> => startPostgres({ url: process.env.TEST_DATABASE_URL });

/** A database to measure on, and to copy. */
export interface InstanceDatabase extends Template, Database {
  /** The role that Steward uses in it and in every copy. */
  readonly role: Role;
}

/** Prepares a database with the world of the recordings and the rows that `fill` adds. */
export async function prepareInstance(
  { url }: Postgres,
  fill: (client: Client) => Promise<void>,
): Promise<InstanceDatabase> {
  await using made = new AsyncDisposableStack();
  const { drop, ...role } = await createRole(url);
  made.defer(drop);
  const instance = made.use(
    await prepareTemplate({
      maintenanceUrl: url,
      world: akkomaWorld,
      prepare: async (instanceUrl) => {
        await prepareDatabase(instanceUrl);
        await withClient(instanceUrl, fill);
        await grantTo(role, instanceUrl);
      },
    }),
  );
  const all = made.move();
  return { ...instance, role, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** Runs the work on a copy of a database, and drops the copy afterwards. */
export async function onCopy<Result>(
  template: Template,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  await using copy = await cloneDatabase(template);
  return await work(copy.url);
}

export async function withClient<Result>(
  connectionString: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
