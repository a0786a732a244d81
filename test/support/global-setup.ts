import type { ProvidedContext } from 'vitest';
import type { TestProject } from 'vitest/node';
import type { Features } from '../../src/akkoma/features.ts';
import { prepareDatabase } from '../../src/prepare-database.ts';
import { startPostgres } from '../../src/sandbox/database/postgres.ts';
import { newestRelease } from '../../src/sandbox/database/releases.ts';
import { createRole, grantTo, type Role } from '../../src/sandbox/database/role.ts';
import { prepareTemplate, type Template } from '../../src/sandbox/database/template.ts';
import { akkomaWorld } from '../../src/sandbox/database/world.ts';
import { featuresIn } from './features.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The tables of the newest Akkoma, the world, our own migrations, and what the role is granted. */
    template: Template;
    /** The same of some releases, with what Akkoma has in each. */
    templates: Readonly<Record<TemplateRelease, Template & { readonly features: Features }>>;
    /** As whom Steward works in every copy of it. */
    role: Role;
    /** Which part of the long series is run, from 0 to 1. */
    share: number;
  }
}

/**
 * The releases of which there is a template: the newest, the last one on which accounts can be made, and the first.
 */
export const templateReleases = ['3.21', '3.19', '3.13.2'] as const;

export type TemplateRelease = (typeof templateReleases)[number];

/**
 * Starts the server once for all test files and builds the template that they clone.
 *
 * `TEST_DATABASE_URL`, where set, is a PostgreSQL 13 or newer on which databases and roles may be created.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres({ url: process.env.TEST_DATABASE_URL });
  const { drop: dropRole, ...role } = await createRole(postgres.url);
  const made = await Promise.all(
    templateReleases.map((akkoma) =>
      prepareTemplate({
        maintenanceUrl: postgres.url,
        world: akkomaWorld,
        akkoma,
        prepare: async (url) => {
          await prepareDatabase(url);
          await grantTo(role, url);
        },
      }),
    ),
  );
  const described = await Promise.all(
    made.map(async ({ maintenanceUrl, name, url }) => ({
      maintenanceUrl,
      name,
      features: await featuresIn(url),
    })),
  );
  const templates = Object.fromEntries(
    templateReleases.map((akkoma, index) => [akkoma, described[index]]),
  ) as ProvidedContext['templates'];
  project.provide('templates', templates);
  project.provide('template', templates[newestRelease]);
  project.provide('role', role);
  return async () => {
    for (const template of made) await template.drop();
    await dropRole();
    await postgres.stop();
  };
}
