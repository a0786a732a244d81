import { type RawBuilder, sql } from 'kysely';
import type { Instance } from '../instance.ts';

type Sql = RawBuilder<unknown>;

/** What makes a post public: it is addressed to everybody. */
const everybody = 'https://www.w3.org/ns/activitystreams#Public';

/** What makes a post public here and nowhere else. */
const everybodyHere = ({ baseUrl }: Instance): string => `${baseUrl}/#Public`;

/**
 * Addresses as Akkoma normalises those of the activities that it makes: http(s) URLs with a host, in byte order, each
 * once (behaviour.md 1.10).
 *
 * @param lists jsonb: an array of addresses, one address, or null.
 * @returns a jsonb array.
 */
export const normalised = (...lists: readonly Sql[]): Sql => sql`(
  select coalesce(to_jsonb(array_agg(distinct address.url collate "C" order by address.url collate "C")), '[]')
  from (values ${sql.join(lists.map((list) => sql`(${list})`))}) as given (list)
  cross join lateral jsonb_array_elements_text(
    case jsonb_typeof(given.list)
      when 'array' then given.list when 'string' then jsonb_build_array(given.list) else '[]' end
  ) as address (url)
  where address.url ~* '^https?://([^/?#@]*@)?[^/?#:@]')`;

/** A jsonb array of addresses as the column `recipients` keeps it. */
export const asRecipients = (list: Sql): Sql =>
  sql`array(select jsonb_array_elements_text(${list}))::varchar[]`;

/** Whether an object or activity is public, unlisted included, here or everywhere (behaviour.md 11.1 step 7). */
export const isPublic = (instance: Instance, data: Sql): Sql =>
  sql`(${isAddressedTo(data, everybody)} or ${isAddressedTo(data, everybodyHere(instance))})`;

/** Whether an activity is for everybody on this instance alone, and so not to be federated (behaviour.md 1.10). */
export const isLocalOnly = (instance: Instance, data: Sql): Sql =>
  sql`(${isAddressedTo(data, everybodyHere(instance))} and not ${isAddressedTo(data, everybody)})`;

/** jsonb arrays contain the plain values that are their elements; a lone string contains itself. */
const isAddressedTo = (data: Sql, address: string): Sql =>
  sql`(${sql.join(
    ['to', 'cc', 'bto', 'bcc'].map(
      (list) => sql`coalesce(${data} -> ${sql.lit(list)} @> to_jsonb(${address}::text), false)`,
    ),
    sql` or `,
  )})`;

/** The host of a URL. */
export const hostOf = (url: Sql): Sql => sql`split_part(split_part(${url}, '/', 3), ':', 1)`;
