import { type RawBuilder, sql } from 'kysely';

const everybody = 'https://www.w3.org/ns/activitystreams#Public';

/**
 * Returns the visibility of the post in a Create, as Akkoma counts it: `public`, `unlisted`, `private`, `direct`, or
 * `unknown` (tables.md activity_visibility). Up to 3.18 the database has a function for it.
 *
 * @param alias the alias of a row of `activities`.
 */
export function visibilityOf(alias: string): RawBuilder<string> {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`case
    when ${column('data')} -> 'to' ? ${everybody}::text then 'public'
    when ${column('data')} -> 'cc' ? ${everybody}::text then 'unlisted'
    when exists (
      select from users author
      where author.ap_id = ${column('actor')} and coalesce(author.follower_address, '') = any(${column('recipients')})
    ) then 'private'
    when not ${everybody}::text = any(${column('recipients')}) then 'direct'
    else 'unknown' end`;
}
