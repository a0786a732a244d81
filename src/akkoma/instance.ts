import { sql } from 'kysely';
import type { Em } from '../database/connection.ts';
import { Conflict } from '../errors.ts';
import { text } from '../text.ts';
import type { Settings } from './settings.ts';

/** The Akkoma instance that is managed (operations.md 1.1). */
export interface Instance {
  /** Scheme, host and port if it is not the default one; no trailing slash. */
  readonly baseUrl: string;
  /** The host alone, in lower case: what follows the @ in a full handle of a local account. */
  readonly host: string;
  readonly settings: Settings;
}

export function instanceAt(url: string, settings: Settings): Instance {
  const { origin, hostname } = new URL(url);
  return { baseUrl: origin, host: hostname, settings };
}

/** The address to which the local accounts of the database belong, by their `ap_id`; undefined where there are none. */
export async function ownAddress(em: Em): Promise<string | undefined> {
  const { rows } = await sql<{ own: string }>`
    select split_part(ap_id, '/users/', 1) as own from users
    where local and nickname is not null and ap_id like '%/users/%'
    limit 1`.execute(em.getKysely());
  return rows[0]?.own;
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
