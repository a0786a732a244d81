import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../sandbox/database/postgres.ts';
import { type AkkomaRelease, newestRelease } from '../../sandbox/database/releases.ts';
import { createRole, type Role } from '../../sandbox/database/role.ts';
import { makeTemplate, type TestTemplate } from './templates.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The newest Akkoma's tables, the world, our own migrations, and the grants; `templateOf` gives other releases. */
    template: TestTemplate;
    /** The role that Steward uses in every copy of it. */
    role: Role;
    /** The share of the long series of tests that is run, from 0 to 1. */
    share: number;
    /** The releases of Akkoma on whose tables all operations and commands are tested. */
    releases: readonly AkkomaRelease[];
  }
}

/** Turns off autovacuum: no database of a test lives long enough to need it, and there are many. */
async function vacuumNothing(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('alter system set autovacuum = off');
  await client.query('select pg_reload_conf()');
  await client.end();
}

/**
 * Starts the server once for all test files, and builds the template that they clone.
 *
 * If set, `TEST_DATABASE_URL` must be a PostgreSQL 13 or newer on which databases and roles may be created.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const url = process.env.TEST_DATABASE_URL;
  const postgres = await startPostgres({ url });
  if (url === undefined) await vacuumNothing(postgres.url);
  const { drop: dropRole, ...role } = await createRole(postgres.url);
  const made = await makeTemplate({
    maintenanceUrl: postgres.url,
    holds: newestRelease,
    role,
  });
  const { maintenanceUrl, name, features } = made;
  project.provide('template', { maintenanceUrl, name, features });
  project.provide('role', role);
  return async () => {
    await made.drop();
    await dropRole();
    await postgres.stop();
  };
}
