import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, inject, onTestFinished } from 'vitest';
import type { Features } from '../../src/akkoma/features.ts';
import { prepareDatabase } from '../../src/prepare-database.ts';
import type { AkkomaRelease } from '../../src/sandbox/database/releases.ts';
import { addressFor, grantTo } from '../../src/sandbox/database/role.ts';
import { prepareTemplate } from '../../src/sandbox/database/template.ts';
import { akkomaWorld } from '../../src/sandbox/database/world.ts';
import { noteFeatures, type TestDatabase } from './database.ts';
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
    const opened = await openRelease(akkoma);
    ready = { ...opened, putBack: await keepWorld(opened.client) };
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

/** The same for the one test that calls this, which may change its tables. */
export async function pristineRelease(akkoma: AkkomaRelease): Promise<ReleaseDatabase> {
  const opened = await openRelease(akkoma);
  onTestFinished(opened.close);
  return opened;
}

async function openRelease(akkoma: AkkomaRelease): Promise<ReleaseDatabase & { close(): Promise<void> }> {
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
  const url = addressFor(role, made.url);
  const features = await featuresIn(made.url);
  noteFeatures(url, features);
  return {
    url,
    client,
    features,
    close: async () => {
      await client.end();
      await made.drop();
    },
  };
}
