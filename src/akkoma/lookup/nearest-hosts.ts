import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { nearestFew, oneMistakeFrom } from '../../text/nearest.ts';
import type { Instance } from '../instance.ts';
import { last, suggestHosts } from './suggest-hosts.ts';

/** Longer hosts are compared only with those that begin as they do: each letter adds 80 lookups. */
const maxLength = 60;

/**
 * Returns a few hosts of known accounts that are most like one of which no account is known. The index on addresses is
 * asked for every host that is one mistake away, and some hosts that begin as the typed one are compared with it.
 *
 * @param host in lower case.
 */
export async function nearestHosts(em: Em, instance: Instance, host: string): Promise<string[]> {
  const words = host.length > maxLength ? [] : oneMistakeFrom(host);
  const { rows } = await sql<{ host: string }>`
    select lower(split_part(first.nickname, '@', 2)) as host
    from unnest(${words}::text[]) word (host) cross join (values ('https://'), ('http://')) as scheme (name)
    cross join lateral (
      select nickname::text from users
      where ap_id >= scheme.name || word.host || '/' and ap_id < scheme.name || word.host || '/' || ${last}::text
        and not local and nickname like '%@%'
      order by users.ap_id limit 1
    ) first
    order by 1`.execute(em.getKysely());
  const alike = await suggestHosts(em, instance, host.slice(0, Math.ceil(host.length / 2)));
  return nearestFew(
    host,
    [...rows, ...alike].map((each) => each.host),
  );
}
