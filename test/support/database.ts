import { Client, escapeIdentifier } from 'pg';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import type { Features } from '../../src/akkoma/features.ts';
import { newestRelease } from '../../src/sandbox/database/releases.ts';
import { addressFor } from '../../src/sandbox/database/role.ts';
import { cloneDatabase } from '../../src/sandbox/database/template.ts';
import type { TemplateRelease } from './global-setup.ts';

/** A test file's database: the world of the recordings, with Akkoma's tables and our own. */
export interface TestDatabase {
  /** Its connection URL for Steward, whose role may do just what it needs; from the first `beforeAll` on. */
  readonly url: string;
  /** A connection to it, of the superuser. */
  readonly client: Client;
}

/**
 * Gives the test file that calls it at its top a database of its own, dropped at the end.
 *
 * @param akkoma which Akkoma it is of; the newest, if nothing is said.
 */
export function testDatabase(akkoma?: TemplateRelease): TestDatabase {
  let ready: TestDatabase | undefined;
  let close: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const opened = await openClone(akkoma);
    ready = opened.database;
    close = opened.close;
  });
  afterAll(async () => close?.());
  const get = (): TestDatabase => {
    if (!ready) throw new Error('The test database is ready only once beforeAll has run');
    return ready;
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
 * A pristine database for the one test that calls this while it runs, dropped when it has finished.
 *
 * @param akkoma which Akkoma it is of; the newest, if nothing is said.
 */
export async function pristineDatabase(akkoma?: TemplateRelease): Promise<TestDatabase> {
  const { database, close } = await openClone(akkoma);
  onTestFinished(close);
  return database;
}

async function openClone(
  akkoma: TemplateRelease = newestRelease,
): Promise<{ database: TestDatabase; close: () => Promise<void> }> {
  const template = inject('templates')[akkoma];
  const clone = await cloneDatabase(template);
  const client = new Client({ connectionString: clone.url });
  await client.connect();
  const close = async (): Promise<void> => {
    await client.end();
    await clone.drop();
  };
  const url = addressFor(inject('role'), clone.url);
  noteFeatures(url, template.features);
  return { database: { url, client }, close };
}

/** What the Akkoma in a database has, whoever asks there; of those of which nothing is known, what the newest has. */
export const featuresAt = (url: string): Features =>
  known.get(nameIn(url)) ?? inject('templates')[newestRelease].features;

const known = new Map<string, Features>();

/** Notes down what the Akkoma has in a database that was not copied from one of the templates. */
export const noteFeatures = (url: string, features: Features): void => void known.set(nameIn(url), features);

const nameIn = (url: string): string => new URL(url).pathname;

/** The address of the same database for whoever owns the server, and Akkoma's tables. */
export function ownersAddress(url: string): string {
  return Object.assign(new URL(inject('template').maintenanceUrl), { pathname: new URL(url).pathname }).href;
}

/**
 * Takes a database away under everyone's feet, as a crash of its server would, until the test ends or it is given back.
 *
 * @param database of `pristineDatabase`; its own connection is gone too afterwards.
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
