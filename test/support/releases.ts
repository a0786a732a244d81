import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import type { Features } from '../../src/akkoma/features.ts';
import { prepareDatabase } from '../../src/prepare-database.ts';
import type { AkkomaRelease } from '../../src/sandbox/database/releases.ts';
import { addressFor, grantTo } from '../../src/sandbox/database/role.ts';
import { prepareTemplate } from '../../src/sandbox/database/template.ts';
import { akkomaWorld } from '../../src/sandbox/database/world.ts';
import type { TestDatabase } from './database.ts';
import { featuresIn } from './features.ts';
import { keepWorld } from './world-keeper.ts';

/** A database of one release of Akkoma. */
export interface ReleaseDatabase extends TestDatabase {
  readonly features: Features;
}

/**
 * A database with the world as it is after Akkoma has been upgraded to that release, for the tests of the `describe` or
 * file that calls this; before each of them it is put back.
 */
export function databaseOf(akkoma: AkkomaRelease): ReleaseDatabase {
  let ready: (ReleaseDatabase & { putBack(): Promise<void>; close(): Promise<void> }) | undefined;
  beforeAll(async () => {
    ready = await openRelease(akkoma);
  });
  beforeEach(async () => ready?.putBack());
  afterAll(async () => ready?.close());
  const get = (): ReleaseDatabase => {
    if (!ready) throw new Error('The database is ready only once beforeAll has run');
    return ready;
  };
  return {
    get url() {
      return get().url;
    },
    get client() {
      return get().client;
    },
    get features() {
      return get().features;
    },
  };
}

async function openRelease(akkoma: AkkomaRelease) {
  const { maintenanceUrl } = inject('template');
  const role = inject('role');
  const made = await prepareTemplate({
    maintenanceUrl,
    world: akkomaWorld,
    akkoma,
    prepare: async (url) => {
      await prepareDatabase(url);
      await grantTo(role, url);
    },
  });
  const client = new Client({ connectionString: made.url });
  await client.connect();
  const putBack = await keepWorld(client);
  return {
    url: addressFor(role, made.url),
    client,
    features: await featuresIn(made.url),
    putBack,
    close: async () => {
      await client.end();
      await made.drop();
    },
  };
}
