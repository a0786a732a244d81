import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Instance } from '../instance.ts';
import { domainBeginning, shownDomain, withoutPrefix } from './typed-address.ts';

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
  /** The host as it is typed: with foreign letters, if some were typed. */
  readonly shown: string;
  /** The number of accounts known from it. Above 1,000 it ends with a plus, because counting stops there. */
  readonly accounts: string;
}

/**
 * Suggests remote instances for the beginning of a host's name, the address of a page or a handle, ordered by name, each
 * with the number of accounts known from it. A host is found by the name of its server, and by the domain of its handles
 * if the server is a subdomain of that. The suggestion is the domain of the handles.
 *
 * The hosts come from the addresses of accounts: the query walks the index on `ap_id` from one host to the first
 * account of the next. Under a collation that does not keep the accounts of a host together, the walk may miss hosts.
 * Those with a row in `instances` are found nevertheless.
 */
export async function suggestHosts(em: Em, instance: Instance, typed: string): Promise<SuggestedHost[]> {
  const domain = domainTyped(typed);
  const { start, begins } = domainBeginning(domain);
  const isBeginning = start === domain;
  const { rows } = await sql<{ host: string; accounts: number }>`
    with recursive walk (scheme, host, step) as (
      (
        select first.* from (values ('https://'), ('http://')) as scheme (name) cross join lateral (
          select scheme.name, split_part(ap_id, '/', 3), 1 from users
          where ap_id >= scheme.name || ${start}::text and ap_id < scheme.name || ${last}::text
          order by users.ap_id limit 1
        ) first
      )
      union all
      select walk.scheme, split_part(next.ap_id, '/', 3), walk.step + 1
      from walk cross join lateral (
        select ap_id from users
        where ap_id > walk.scheme || walk.host || '/' || ${last}::text and ap_id < walk.scheme || ${last}::text
        order by users.ap_id limit 1
      ) next
      where walk.step < ${rowsScanned}
    ),
    hosts as (
      select host from walk
      union
      (select host from instances where host >= ${start}::text order by instances.host limit ${rowsScanned})
      union
      (select host from instances where ${start !== ''}::boolean and strpos(host, ${`.${start}`}::text) > 0
        limit ${rowsScanned})
    ),
    -- The name in the accounts' handles, which is what people read, may be another than that of the server.
    named as (
      select first.scheme, hosts.host as server, lower(split_part(first.nickname, '@', 2)) as host
      from hosts cross join lateral (
        select scheme.name as scheme, account.nickname
        from (values ('https://'), ('http://')) as scheme (name) cross join lateral (
          select nickname::text from users
          where ap_id >= scheme.name || hosts.host || '/' and ap_id < scheme.name || hosts.host || '/' || ${last}::text
            and not local and nickname like '%@%'
          order by users.ap_id limit 1
        ) account
        limit 1
      ) first
      where hosts.host = lower(hosts.host) and hosts.host <> ${instance.host}
    ),
    chosen as (
      select * from named where starts_with(server, ${start}) or starts_with(host, ${start})
      order by server limit ${isBeginning ? maxChoices : rowsScanned}
    )
    select chosen.host, counted.accounts
    from chosen cross join lateral (
      select count(*)::integer as accounts from (
        select from users where ap_id >= chosen.scheme || chosen.server || '/'
          and ap_id < chosen.scheme || chosen.server || '/' || ${last}::text
        limit ${manyHosts + 1}
      ) known
    ) counted
    order by chosen.server`.execute(em.getKysely());
  return rows
    .filter(({ host }) => isBeginning || begins(host))
    .slice(0, maxChoices)
    .map(({ host, accounts }) => ({
      host,
      shown: shownDomain(host, domain),
      accounts: accounts > manyHosts ? `${manyHosts}+` : `${accounts}`,
    }));
}

/** What is typed of a domain so far, also behind a name and within an address. */
const domainTyped = (typed: string): string =>
  withoutPrefix(typed)
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/?#].*$/, '')
    .replace(/^.*@/, '');
