import { type RawBuilder, sql } from 'kysely';
import { visible } from '../follows/recount.ts';
import type { Instance } from '../instance.ts';
import { matchesHostWords } from './user-search.ts';

/** Another instance: the accounts known from it have its host after the last @ of their nickname. */
export interface RemoteHost {
  /** In lower case. */
  readonly host: string;
  /** Whether the hosts below it count as well. */
  readonly includeSubdomains: boolean;
}

/**
 * Which accounts `alias` belong to the host: the end of the nickname is compared, so a part of another host's name never
 * fits (behaviour.md 7). Internal actors are left out, as everywhere; own accounts have no host and are never meant.
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
