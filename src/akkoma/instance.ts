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
 * The Akkoma instance that is managed (behaviour.md 1.1). Its features, and the settings that depend on them, are those
 * that were read last: `{ ...instance }` keeps them as they are.
 */
export interface Instance {
  /** Scheme, host and port if it is not the default one; no trailing slash. */
  readonly baseUrl: string;
  /** The host alone, in lower case: what follows the @ in a full handle of a local account. */
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
 * The instance of this database, with what its Akkoma has.
 *
 * @throws Conflict where it is of no Akkoma that is known.
 */
export async function openInstance(database: Database, url: string, given: GivenSettings): Promise<Instance> {
  const features = await readFeatures(database.em.fork());
  requireKnown(features);
  return instanceAt(url, given, createFeatureSource(database, features));
}

/** The address to which the local accounts of the database belong, by their `ap_id`; undefined where there are none. */
export async function ownAddress(em: Em): Promise<string | undefined> {
  const { rows } = await sql<{ own: string | null }>`
    select substring(ap_id from '^https?://[^/]+') as own from users
    where local and nickname is not null
    limit 1`.execute(em.getKysely());
  return rows[0]?.own ?? undefined;
}

/**
 * Compares the base URL with the accounts that the database holds: any local account's `ap_id` begins with it.
 *
 * @throws Conflict when they belong to another address: every URL that Steward would write were wrong.
 */
export async function requireOwnDatabase(em: Em, { baseUrl }: Instance): Promise<void> {
  const own = await ownAddress(em);
  if (own !== undefined && own !== baseUrl) {
    throw new Conflict(
      text`INSTANCE_URL is ${baseUrl}, but the accounts in this database belong to ${own}. Set it to that address, or DATABASE_URL to the right database, and start again.`,
    );
  }
}
