import { Client, escapeIdentifier } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, inject, onTestFinished } from 'vitest';
import { type AkkomaRelease, newestRelease } from '../../sandbox/database/releases.ts';
import { addressFor } from '../../sandbox/database/role.ts';
import { cloneDatabase } from '../../sandbox/database/template.ts';
import type { Features } from '../../src/akkoma/schema/features.ts';
import { closeConnections, keepConnections } from './connections.ts';
import { connectTo, type KeptDatabase, keepDatabase } from './kept-database.ts';
import { templateOf } from './templates.ts';

/** A database with Akkoma's tables, the world of the recordings in them, and our own tables. */
export interface TestDatabase {
  /** Its connection URL for Steward, whose role may do just what it needs. */
  readonly url: string;
  /** A connection to it, of the superuser. */
  readonly client: Client;
}

/**
 * A database for the test file that calls this at its top, from the first `beforeAll` on. Each test sees what those before
 * it have done.
 *
 * @param akkoma which Akkoma it is of; the newest, if nothing is said.
 */
export function testDatabase(akkoma?: AkkomaRelease): TestDatabase {
  let lent: Lent | undefined;
  beforeAll(async () => {
    lent = await lend(akkoma);
  });
  afterAll(async () => lent?.giveBack());
  return onceReady(() => lent);
}

/** A pristine database for each test of the `describe` or file that calls this. */
export function databaseOf(akkoma: AkkomaRelease): TestDatabase {
  let lent: Lent | undefined;
  beforeEach(async () => {
    lent = await lend(akkoma);
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
 * A pristine database for the one test that calls this while it runs. Another test uses it afterwards, so its tables,
 * rights and settings have to stay as they are; a test that changes those takes `ownDatabase`.
 *
 * @param akkoma which Akkoma it is of; the newest, if nothing is said.
 */
export async function pristineDatabase(akkoma?: AkkomaRelease): Promise<TestDatabase> {
  const { url, client, giveBack } = await lend(akkoma);
  onTestFinished(giveBack);
  return { url, client };
}

/** The same until it is disposed of: for a test that needs one again and again. */
export async function borrowDatabase(akkoma?: AkkomaRelease): Promise<TestDatabase & AsyncDisposable> {
  const { url, client, giveBack } = await lend(akkoma);
  return { url, client, [Symbol.asyncDispose]: giveBack };
}

/** A pristine database for the one test that calls this while it runs, dropped when it has finished. */
export async function ownDatabase(akkoma: AkkomaRelease = newestRelease): Promise<TestDatabase> {
  const template = await templateOf(akkoma);
  const clone = await cloneDatabase(template);
  onTestFinished(() => clone.drop());
  const client = await connectTo(clone.url);
  onTestFinished(() => client.end());
  return { url: addressOf(clone.url, template.features), client };
}

interface Lent extends TestDatabase {
  giveBack(): Promise<void>;
}

/** The databases that this process has made and that no test uses now, by release. They end with their server. */
const idle = new Map<AkkomaRelease, KeptDatabase[]>();

async function lend(akkoma: AkkomaRelease = newestRelease): Promise<Lent> {
  const template = await templateOf(akkoma);
  const kept = idle.get(akkoma)?.pop() ?? (await keepDatabase(template));
  const url = addressOf(kept.url, template.features);
  const client = await kept.open();
  await keepConnections(url);
  const giveBack = async (): Promise<void> => {
    await kept.close().catch(async (error: unknown) => {
      await closeConnections(url);
      throw error;
    });
    idle.set(akkoma, [...(idle.get(akkoma) ?? []), kept]);
  };
  return { url, client, giveBack };
}

function addressOf(url: string, features: Features): string {
  known.set(nameIn(url), features);
  return addressFor(inject('role'), url);
}

/** What the Akkoma in a database has, whoever asks there; of those of which nothing is known, what the newest has. */
export const featuresAt = (url: string): Features => known.get(nameIn(url)) ?? inject('template').features;

const known = new Map<string, Features>();

const nameIn = (url: string): string => new URL(url).pathname;

/** The address of the same database for whoever owns the server, and Akkoma's tables. */
export function ownersAddress(url: string): string {
  return Object.assign(new URL(inject('template').maintenanceUrl), { pathname: new URL(url).pathname }).href;
}

/**
 * Takes a database away under everyone's feet, as a crash of its server would, until the test ends or it is given back.
 *
 * @param database of `ownDatabase`; its own connection is gone too afterwards.
 * @returns gives it back.
 */
export async function takeAway({ url, client }: TestDatabase): Promise<() => Promise<void>> {
  const name = escapeIdentifier(new URL(url).pathname.slice(1));
  const away = escapeIdentifier(`${new URL(url).pathname.slice(1)}_away`);
  const server = new Client({ connectionString: inject('template').maintenanceUrl });
  await server.connect();
  client.on('error', () => undefined);
  // Whoever is put out comes back at once.
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
