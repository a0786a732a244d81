import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';

/** What fits into Discord's list of choices. */
const most = 25;

/** How many hosts are looked at before giving up on a beginning. */
const reach = 200;

/** Comes after everything that an address can hold, in byte order as well as in Unicode's. */
const last = '\uFFFF';

/** Counting stops here. */
const many = 1_000;

export interface SuggestedHost {
  readonly host: string;
  /** How many accounts are known from it; where there are very many, a plus says that there are more. */
  readonly accounts: string;
}

/**
 * Other instances for the beginning of their host's name, by name, each with how many accounts are known from it.
 *
 * The hosts are those of accounts' addresses: the index on `ap_id` is walked from one host to the first account of the
 * next. Under a collation that does not keep the accounts of a host together that walk may miss some; where the server
 * has a row for an instance it is found all the same.
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
      where walk.step < ${reach} and next.ap_id like 'https://%'
    ),
    hosts as (
      select host from walk
      union
      (select host from instances where host >= ${start}::text order by instances.host limit ${reach})
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
      order by hosts.host limit ${most}
    )
    select named.host, counted.accounts
    from named cross join lateral (
      select count(*)::integer as accounts from (
        select from users where ap_id >= 'https://' || named.server || '/'
          and ap_id < 'https://' || named.server || '/' || ${last}::text
        limit ${many + 1}
      ) known
    ) counted
    order by named.server`.execute(em.getKysely());
  return rows.map(({ host, accounts }) => ({ host, accounts: accounts > many ? `${many}+` : `${accounts}` }));
}
