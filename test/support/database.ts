import { Client, escapeIdentifier } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, inject, onTestFinished } from 'vitest';
import { newestRelease } from '../../sandbox/database/releases.ts';
import { addressFor } from '../../sandbox/database/role.ts';
import { cloneDatabase } from '../../sandbox/database/template.ts';
import type { Features } from '../../src/akkoma/schema/features.ts';
import { closeConnections, keepConnections } from './connections.ts';
import { connectTo, type KeptDatabase, keepDatabase } from './kept-database.ts';
import { type TemplateName, templateOf } from './templates.ts';

/** A database with Akkoma's tables, the world of the recordings in them, and our own tables. */
export interface TestDatabase {
  /** The connection URL for Steward, whose role has only the rights it needs. */
  readonly url: string;
  /** A connection to it as the superuser. */
  readonly client: Client;
}

/**
 * A database for the test file that calls this at its top level, from the first `beforeAll` on. Each test sees the
 * changes of those before it.
 *
 * @param holds the release of Akkoma, and perhaps another world; by default the newest release.
 */
export function testDatabase(holds?: TemplateName): TestDatabase {
  let lent: Lent | undefined;
  beforeAll(async () => {
    lent = await lend(holds);
  });
  afterAll(async () => lent?.giveBack());
  return onceReady(() => lent);
}

/** A pristine database for each test of the `describe` or file that calls this. */
export function databaseOf(holds: TemplateName): TestDatabase {
  let lent: Lent | undefined;
  beforeEach(async () => {
    lent = await lend(holds);
  });
  afterEach(async () => lent?.giveBack());
  return onceReady(() => lent);
}

function onceReady(find: () => TestDatabase | undefined): TestDatabase {
  const get = (): TestDatabase => {
    const found = find();
    if (found === undefined) throw new Error('The database is ready only once the hooks have run');
    return found;
  };
  return {
    get url() {
      return get().url;
    },
    get client() {
      return get().client;
    },
  };
}

/**
 * A pristine database for the calling test while it runs. Another test uses it afterwards, so its tables, rights and
 * settings must not change. A test that changes those takes `ownDatabase`.
 *
 * @param holds the release of Akkoma, and perhaps another world; by default the newest release.
 */
export async function pristineDatabase(holds?: TemplateName): Promise<TestDatabase> {
  const { url, client, giveBack } = await lend(holds);
  onTestFinished(giveBack);
  return { url, client };
}

/** Like `pristineDatabase`, but until it is disposed of: for a test that needs one several times. */
export async function borrowDatabase(holds?: TemplateName): Promise<TestDatabase & AsyncDisposable> {
  const { url, client, giveBack } = await lend(holds);
  return { url, client, [Symbol.asyncDispose]: giveBack };
}

/** A pristine database for the calling test, dropped when the test has finished. */
export async function ownDatabase(holds: TemplateName = newestRelease): Promise<TestDatabase> {
  const template = await templateOf(holds);
  const clone = await cloneDatabase(template);
  onTestFinished(() => clone.drop());
  const client = await connectTo(clone.url);
  onTestFinished(() => client.end());
  return { url: addressOf(clone.url, template.features), client };
}

interface Lent extends TestDatabase {
  giveBack(): Promise<void>;
}

/** The databases that this process has made and no test uses now, by what they hold. They are dropped with their server. */
const idle = new Map<TemplateName, KeptDatabase[]>();

async function lend(holds: TemplateName = newestRelease): Promise<Lent> {
  const template = await templateOf(holds);
  const kept = idle.get(holds)?.pop() ?? (await keepDatabase(template));
  const url = addressOf(kept.url, template.features);
  const client = await kept.open();
  await keepConnections(url);
  const giveBack = async (): Promise<void> => {
    await kept.close().catch(async (error: unknown) => {
      await closeConnections(url);
      throw error;
    });
    idle.set(holds, [...(idle.get(holds) ?? []), kept]);
  };
  return { url, client, giveBack };
}

function addressOf(url: string, features: Features): string {
  known.set(nameIn(url), features);
  return addressFor(inject('role'), url);
}

/**
 * The features of the Akkoma in a database, by Steward's address of it or the superuser's. An unknown database has
 * those of the newest release.
 */
export const featuresAt = (url: string): Features => known.get(nameIn(url)) ?? inject('template').features;

const known = new Map<string, Features>();

const nameIn = (url: string): string => new URL(url).pathname;

/** The address of the same database for the superuser, who owns Akkoma's tables. */
export function ownersAddress(url: string): string {
  return Object.assign(new URL(inject('template').maintenanceUrl), { pathname: new URL(url).pathname }).href;
}

/**
 * Makes a database unreachable, as a crash of its server would, until the test ends or it is returned.
 *
 * @param database from `ownDatabase`; its own connection is lost too.
 * @returns a function that makes the database reachable again.
 */
export async function takeAway({ url, client }: TestDatabase): Promise<() => Promise<void>> {
  const name = escapeIdentifier(new URL(url).pathname.slice(1));
  const away = escapeIdentifier(`${new URL(url).pathname.slice(1)}_away`);
  const server = new Client({ connectionString: inject('template').maintenanceUrl });
  await server.connect();
  client.on('error', () => undefined);
  // Refuses connections first, since clients that lose their connection reconnect immediately.
  await server.query(`alter database ${name} with allow_connections false`);
  await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
    new URL(url).pathname.slice(1),
  ]);
  await server.query(`alter database ${name} rename to ${away}`);
  let returned = false;
  const giveBack = async (): Promise<void> => {
    if (returned) return;
    returned = true;
    await server.query(`alter database ${away} rename to ${name}`);
    await server.query(`alter database ${name} with allow_connections true`);
    await server.end();
  };
  onTestFinished(giveBack);
  return giveBack;
}
