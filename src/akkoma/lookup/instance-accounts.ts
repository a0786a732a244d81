import { type RawBuilder, sql } from 'kysely';
import { visible } from '../follows/recount.ts';
import type { Instance } from '../instance.ts';
import { domainForms } from './typed-address.ts';
import { matchesHostWords } from './user-search.ts';

/**
 * A remote instance. Its known accounts have its host after the last @ of their nickname, or in their address: the
 * domain of the handles may be another than that of the server.
 */
export interface RemoteHost {
  /** In lower case and ASCII. */
  readonly host: string;
  /** Whether accounts of its subdomains are included. */
  readonly includeSubdomains: boolean;
}

/** Sorts after everything that an address can hold, in byte order as well as in Unicode's. */
const last = '\uFFFF';

/**
 * Whether an account, by its alias, belongs to the host. Whole hosts are compared, so a part of another host's name never
 * matches (behaviour.md 7). Internal actors are excluded, as everywhere. Local accounts have no host and never match.
 */
export const accountsOf = (instance: Instance, alias: string, remote: RemoteHost): RawBuilder<boolean> =>
  sql`not ${sql.ref(`${alias}.local`)} and ${visible(alias)} and ${sql.ref(`${alias}.id`)} in (
    ${sql.join(
      [...domainForms(remote.host).map((host) => byHandle(instance, { ...remote, host })), byServer(remote)],
      sql` union all `,
    )})`;

/** A select of the accounts with the host in their nicknames. */
function byHandle(instance: Instance, { host, includeSubdomains }: RemoteHost): RawBuilder<unknown> {
  const nickname = sql`member.nickname::text`;
  const endsWith = (end: string) =>
    sql`lower(right(${nickname}, length(${end}::text))) = lower(${end}::text)`;
  const exact = endsWith(`@${host}`);
  const fits = includeSubdomains
    ? sql`(${exact} or (${endsWith(`.${host}`)} and strpos(${nickname}, '@') > 0))`
    : exact;
  return sql`select member.id from users member where ${fits} and ${matchesHostWords(instance, 'member', host)}`;
}

/**
 * A select of the accounts of its servers. Their names are in `instances`, so that the addresses need no search. `offset 0`
 * keeps the planner from reading all accounts once instead of a range of the index for each server.
 */
const byServer = ({ host, includeSubdomains }: RemoteHost): RawBuilder<unknown> => sql`
  select member.id from (
    select ${host}::text as host
    union
    select lower(host) from instances
    where ${includeSubdomains}::boolean and right(lower(host), length(${`.${host}`}::text)) = ${`.${host}`}::text
  ) server
  cross join (values ('https://'), ('http://')) as scheme (name)
  cross join lateral (
    select id from users
    where ap_id >= scheme.name || server.host || '/' and ap_id < scheme.name || server.host || '/' || ${last}::text
      and starts_with(ap_id, scheme.name || server.host || '/')
    offset 0
  ) member`;
