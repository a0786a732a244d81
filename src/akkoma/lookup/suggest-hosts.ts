import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';

/** The maximum number of choices that Discord shows. */
const maxChoices = 25;

/** The maximum number of hosts that are read for a prefix. */
const rowsScanned = 200;

/** Sorts after everything that an address can hold, in byte order as well as in Unicode's. */
export const last = '\uFFFF';

/** Counting stops after this number of accounts. */
const manyHosts = 1_000;

export interface SuggestedHost {
  readonly host: string;
  /** The number of accounts known from it. Above 1,000 it ends with a plus, because counting stops there. */
  readonly accounts: string;
}

/**
 * Suggests remote instances for the beginning of a host's name, ordered by name, each with the number of accounts known
 * from it.
 *
 * The hosts come from the addresses of accounts: the query walks the index on `ap_id` from one host to the first
 * account of the next. Under a collation that does not keep the accounts of a host together, the walk may miss hosts.
 * Those with a row in `instances` are found nevertheless.
 */
export async function suggestHosts(em: Em, { host: own }: Instance, typed: string): Promise<SuggestedHost[]> {
  const start = typed.trim().replace(/^@/, '').toLowerCase();
  const { rows } = await sql<{ host: string; accounts: number }>`
    with recursive walk (host, step) as (
      (select split_part(ap_id, '/', 3), 1 from users where ap_id >= 'https://' || ${start}::text
        order by users.ap_id limit 1)
      union all
      select split_part(next.ap_id, '/', 3), walk.step + 1
      from walk cross join lateral (
        select ap_id from users where ap_id > 'https://' || walk.host || '/' || ${last}::text order by users.ap_id limit 1
      ) next
      where walk.step < ${rowsScanned} and next.ap_id like 'https://%'
    ),
    hosts as (
      select host from walk
      union
      (select host from instances where host >= ${start}::text order by instances.host limit ${rowsScanned})
    ),
    -- The name in the accounts' handles, which is what commands take, may be another than that of the server.
    named as (
      select hosts.host as server, lower(split_part(first.nickname, '@', 2)) as host
      from hosts cross join lateral (
        select nickname::text from users
        where ap_id >= 'https://' || hosts.host || '/' and ap_id < 'https://' || hosts.host || '/' || ${last}::text
          and not local and nickname like '%@%'
        order by users.ap_id limit 1
      ) first
      where starts_with(hosts.host, ${start}) and hosts.host = lower(hosts.host) and hosts.host <> ${own}
      order by hosts.host limit ${maxChoices}
    )
    select named.host, counted.accounts
    from named cross join lateral (
      select count(*)::integer as accounts from (
        select from users where ap_id >= 'https://' || named.server || '/'
          and ap_id < 'https://' || named.server || '/' || ${last}::text
        limit ${manyHosts + 1}
      ) known
    ) counted
    order by named.server`.execute(em.getKysely());
  return rows.map(({ host, accounts }) => ({
    host,
    accounts: accounts > manyHosts ? `${manyHosts}+` : `${accounts}`,
  }));
}
