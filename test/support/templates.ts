import { Client } from 'pg';
import { inject } from 'vitest';
import { type AkkomaRelease, newestRelease } from '../../sandbox/database/releases.ts';
import { grantTo, type Role } from '../../sandbox/database/role.ts';
import { type Database, prepareTemplate, type Template } from '../../sandbox/database/template.ts';
import { akkomaWorld } from '../../sandbox/database/world.ts';
import type { Features } from '../../src/akkoma/schema/features.ts';
import { prepareDatabase } from '../../src/setup/prepare-database.ts';
import moderationWorld from '../fixtures/world-moderation.json' with { type: 'json' };
import { featuresIn } from './features.ts';

/** What a database holds: the tables of a release, with the world of the command line or that of moderation. */
export type TemplateName = AkkomaRelease | `${AkkomaRelease} moderation`;

const partsOf = (name: TemplateName) => {
  const [akkoma, isOfModeration] = name.split(' ') as [AkkomaRelease, string?];
  return { akkoma, world: isOfModeration === undefined ? akkomaWorld : moderationWorld };
};

/** The database that tests clone, and the features of the Akkoma in it. Plain data. */
export interface TestTemplate extends Template {
  readonly features: Features;
}

interface Recipe {
  readonly maintenanceUrl: string;
  readonly holds: TemplateName;
  /** The role that gets the rights that Steward needs. */
  readonly role: Role;
  readonly name?: string;
}

/** Makes a template: the tables of a release of Akkoma, a world, our own migrations, and the grants. */
export async function makeTemplate({ role, holds, ...recipe }: Recipe): Promise<TestTemplate & Database> {
  const template = await prepareTemplate({
    ...recipe,
    ...partsOf(holds),
    prepare: async (url) => {
      await prepareDatabase(url);
      await grantTo(role, url);
    },
  });
  return { ...template, features: await featuresIn(template.url) };
}

const made = new Map<TemplateName, Promise<TestTemplate>>();

/** The template with what is named. The first process that needs it makes it. */
export function templateOf(holds: TemplateName): Promise<TestTemplate> {
  const template = made.get(holds) ?? findOrMake(holds);
  made.set(holds, template);
  return template;
}

async function findOrMake(holds: TemplateName): Promise<TestTemplate> {
  const template = inject('template');
  if (holds === newestRelease) return template;
  const { maintenanceUrl } = template;
  // Named like a copy of the newest template, so that it is dropped with that.
  const name = `${template.name}_copy_${holds.replace(' ', '_')}`;
  const client = new Client({ connectionString: maintenanceUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) return await makeTemplate({ maintenanceUrl, holds, role: inject('role'), name });
    const url = Object.assign(new URL(maintenanceUrl), { pathname: name }).href;
    return { maintenanceUrl, name, features: await featuresIn(url) };
  } finally {
    await client.end();
  }
}
