import { sql } from 'kysely';
import type { Database, Em } from '../database/connection/connection.ts';
import { Conflict } from '../text/errors.ts';
import { text } from '../text/text.ts';
import {
  createFeatureSource,
  type FeatureSource,
  type Features,
  readFeatures,
  requireKnown,
} from './schema/features.ts';
import { type GivenSettings, type Settings, settingsFor } from './settings.ts';

/**
 * The Akkoma instance that Steward manages (behaviour.md 1.1). `features`, and the `settings` that depend on them, are
 * always those that were read last. `{ ...instance }` makes a snapshot of them.
 */
export interface Instance {
  /** Scheme, host, and the port unless it is the default one; no trailing slash. */
  readonly baseUrl: string;
  /** The host alone, in lower case: the part after the @ in the full handle of a local account. */
  readonly host: string;
  readonly features: Features;
  readonly settings: Settings;
  /** Reads the features again. */
  refresh(): Promise<void>;
}

export function instanceAt(url: string, given: GivenSettings, source: FeatureSource): Instance {
  const { origin, hostname } = new URL(url);
  return {
    baseUrl: origin,
    host: hostname,
    get features() {
      return source.current;
    },
    get settings() {
      return settingsFor(given, source.current);
    },
    refresh: source.refresh,
  };
}

/**
 * Reads the features of the Akkoma in a database, and returns its instance.
 *
 * @throws Conflict if the tables are not those of a known Akkoma.
 */
export async function openInstance(database: Database, url: string, given: GivenSettings): Promise<Instance> {
  const features = await readFeatures(database.em.fork());
  requireKnown(features);
  return instanceAt(url, given, createFeatureSource(database, features));
}

/** Returns the address that the database's local accounts belong to, by their `ap_id`; undefined if there are none. */
export async function ownAddress(em: Em): Promise<string | undefined> {
  const { rows } = await sql<{ own: string | null }>`
    select substring(ap_id from '^https?://[^/]+') as own from users
    where local and nickname is not null
    limit 1`.execute(em.getKysely());
  return rows[0]?.own ?? undefined;
}

/**
 * Compares the base URL with the accounts in the database: the `ap_id` of every local account begins with it.
 *
 * @throws Conflict if the accounts belong to another address, because every URL that Steward writes would be wrong.
 */
export async function requireOwnDatabase(em: Em, { baseUrl }: Instance): Promise<void> {
  const own = await ownAddress(em);
  if (own !== undefined && own !== baseUrl) {
    throw new Conflict(
      text`INSTANCE_URL is ${baseUrl}, but the accounts in this database belong to ${own}. Set INSTANCE_URL to this address, or DATABASE_URL to the right database. Then start Steward again.`,
    );
  }
}
