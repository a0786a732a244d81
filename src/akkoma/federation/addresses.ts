import { type RawBuilder, sql } from 'kysely';
import type { Instance } from '../instance.ts';

type Sql = RawBuilder<unknown>;

/** The addressee that makes a post public. */
export const everybody = 'https://www.w3.org/ns/activitystreams#Public';

/** The addressee that makes a post public on this instance only. */
export const everybodyHere = ({ baseUrl }: Pick<Instance, 'baseUrl'>): string => `${baseUrl}/#Public`;

/**
 * Normalises addresses as Akkoma does for the activities that it makes: http(s) URLs with a host, in byte order,
 * without duplicates (behaviour.md 1.10).
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

/** Converts a jsonb array of addresses to the type of the column `recipients`. */
export const asRecipients = (list: Sql): Sql =>
  sql`array(select jsonb_array_elements_text(${list}))::varchar[]`;

/** Whether an object or activity is public (unlisted included), here or everywhere (behaviour.md 11.1 step 7). */
export const isPublic = (instance: Instance, data: Sql): Sql =>
  sql`(${isAddressedTo(data, everybody)} or ${isAddressedTo(data, everybodyHere(instance))})`;

/** Whether an activity is public on this instance only, and therefore is not federated (behaviour.md 1.10). */
export const isLocalOnly = (instance: Instance, data: Sql): Sql =>
  sql`(${isAddressedTo(data, everybodyHere(instance))} and not ${isAddressedTo(data, everybody)})`;

/** Relies on `@>`: a jsonb array contains the plain values that are its elements, and a string contains itself. */
const isAddressedTo = (data: Sql, address: string): Sql =>
  sql`(${sql.join(
    ['to', 'cc', 'bto', 'bcc'].map(
      (list) => sql`coalesce(${data} -> ${sql.lit(list)} @> to_jsonb(${address}::text), false)`,
    ),
    sql` or `,
  )})`;

/** Extracts the host of a URL, without the port. */
export const hostOf = (url: Sql): Sql => sql`split_part(split_part(${url}, '/', 3), ':', 1)`;
