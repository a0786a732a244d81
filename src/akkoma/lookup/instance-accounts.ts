import { type RawBuilder, sql } from 'kysely';
import { visible } from '../follows/recount.ts';
import type { Instance } from '../instance.ts';
import { matchesHostWords } from './user-search.ts';

/** A remote instance. Its known accounts have its host after the last @ of their nickname. */
export interface RemoteHost {
  /** In lower case. */
  readonly host: string;
  /** Whether accounts of its subdomains are included. */
  readonly includeSubdomains: boolean;
}

/**
 * Whether an account, by its alias, belongs to the host. The end of the nickname is compared, so a part of another
 * host's name never matches (behaviour.md 7). Internal actors are excluded, as everywhere. Local accounts have no host
 * and never match.
 */
export function accountsOf(
  instance: Instance,
  alias: string,
  { host, includeSubdomains }: RemoteHost,
): RawBuilder<boolean> {
  const nickname = sql`${sql.ref(`${alias}.nickname`)}::text`;
  const endsWith = (end: string) =>
    sql`lower(right(${nickname}, length(${end}::text))) = lower(${end}::text)`;
  const exact = endsWith(`@${host}`);
  const fits = includeSubdomains
    ? sql`(${exact} or (${endsWith(`.${host}`)} and strpos(${nickname}, '@') > 0))`
    : exact;
  return sql`not ${sql.ref(`${alias}.local`)} and ${visible(alias)} and ${fits} and ${matchesHostWords(instance, alias, host)}`;
}
