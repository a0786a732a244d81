import { type RawBuilder, sql } from 'kysely';
import { flakeIdFromUuid, uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import type { Em } from '../database/connection.ts';
import type { Cursor, ListedUser } from './list-users.ts';
import { visible } from './recount.ts';
import { matchesWords } from './user-search.ts';

export interface FoundUser extends ListedUser {
  readonly local: boolean;
  /** Where the account stands in the order of what was found: its id, or before all others if it is named exactly. */
  readonly place: string;
}

interface Search {
  readonly text: string;
  /** Whether e-mail addresses are looked at as well. */
  readonly addresses: boolean;
}

/** The place before all ids. */
const foremost = '0';

/** How many addresses with the same beginning are looked at. */
const reach = 200;

/**
 * Accounts, local and remote and in any state, with parts of their nickname, host or name that begin like the words of a
 * text, and those with an e-mail address that begins like it. The account of exactly that nickname comes first, then the
 * others in the order of their creation.
 *
 * @param limit at most so many.
 */
export async function searchUsers(
  em: Em,
  { text, addresses }: Search,
  { after, before }: Cursor,
  limit: number,
): Promise<FoundUser[]> {
  const backwards = before !== undefined;
  const most = Number.isFinite(limit) ? limit : null;
  const between: RawBuilder<unknown>[] = [visible('u')];
  if (after !== undefined) between.push(sql`u.id > ${uuidFromFlakeId(after)}::uuid`);
  if (before !== undefined) between.push(sql`u.id < ${uuidFromFlakeId(before)}::uuid`);
  const order = (column: string) => sql`${sql.ref(column)} ${backwards ? sql`desc` : sql`asc`}`;
  const few = (condition: RawBuilder<unknown>) => sql`
    (select u.id from users u where ${sql.join(between, sql` and `)} and ${condition}
      order by ${order('u.id')} limit ${most}::bigint)`;
  const ways = [
    ...(/[\p{L}\p{N}]/u.test(text) ? [few(matchesWords('u', text))] : []),
    ...(addresses ? [few(hasAddress(text))] : []),
  ];
  // Each way is cut off by itself, so that each can be a short walk along its own index.
  const others = ways.length === 0 ? sql`select id from users where false` : sql.join(ways, sql` union `);
  const { rows } = await sql<Omit<FoundUser, 'place'> & { exact: boolean }>`
    with exact (id) as materialized (select id from users u where nickname = ${text} and ${visible('u')}),
    found (id, place) as (
      select id, '00000000-0000-0000-0000-000000000000'::uuid from exact
      where ${after === undefined}
      union all
      select id, id from (${others}) other where id not in (select id from exact)
    )
    select u.id, u.nickname::text, u.local, u.is_moderator as moderator, u.is_admin as admin, u.is_locked as locked,
      u.is_active as active, u.is_confirmed as confirmed, u.is_approved as approved, found.place <> u.id as exact
    from found join users u on u.id = found.id
    order by ${order('found.place')} limit ${most}::bigint`.execute(em.getKysely());
  const found = rows.map(({ exact, ...row }) => {
    const id = flakeIdFromUuid(row.id);
    return { ...row, id, place: exact ? foremost : id };
  });
  return backwards ? found.toReversed() : found;
}

/** The range makes it a walk along the index on addresses, which ends where they are not looked at any more. */
function hasAddress(text: string): RawBuilder<unknown> {
  return sql`
    u.id in (
      select id from (
        select id, email::text as email from users where email >= ${text} order by users.email limit ${reach}
      ) near
      where starts_with(lower(email), lower(${text}))
    )`;
}
