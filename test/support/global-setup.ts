import type { TestProject } from 'vitest/node';
import type { Features } from '../../src/akkoma/features.ts';
import { prepareDatabase } from '../../src/prepare-database.ts';
import { startPostgres } from '../../src/sandbox/database/postgres.ts';
import { createRole, grantTo, type Role } from '../../src/sandbox/database/role.ts';
import { prepareTemplate, type Template } from '../../src/sandbox/database/template.ts';
import { akkomaWorld } from '../../src/sandbox/database/world.ts';
import { featuresIn } from './features.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Akkoma's tables, the world, our own migrations, and what the role is granted. */
    template: Template;
    /** As whom Steward works in every copy of it. */
    role: Role;
    /** What Akkoma has in the template, and so in every copy of it. */
    features: Features;
    /** Which part of the long series is run, from 0 to 1. */
    share: number;
  }
}

/**
 * Starts the server once for all test files and builds the template that they clone.
 *
 * `TEST_DATABASE_URL`, where set, is a PostgreSQL 13 or newer on which databases and roles may be created.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ url: process.env.TEST_DATABASE_URL });
  const { drop: dropRole, ...role } = await createRole(postgres.url);
  const template = await prepareTemplate({
    maintenanceUrl: postgres.url,
    world: akkomaWorld,
    prepare: async (url) => {
      await prepareDatabase(url);
      await grantTo(role, url);
    },
  });
  project.provide('template', { maintenanceUrl: template.maintenanceUrl, name: template.name });
  project.provide('role', role);
  project.provide('features', await featuresIn(template.url));
  return async () => {
    await template.drop();
    await dropRole();
    await postgres.stop();
  };
}
