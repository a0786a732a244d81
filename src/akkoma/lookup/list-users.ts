import { type RawBuilder, sql } from 'kysely';
import { flakeIdFromUuid, uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { removed } from '../accounts/account.ts';
import { visible } from '../follows/recount.ts';
import { matchesWords, mayMatchWords } from './user-search.ts';

export interface UserFilter {
  readonly active?: boolean | undefined;
  readonly admin?: boolean | undefined;
  readonly moderator?: boolean | undefined;
  readonly unconfirmed?: boolean | undefined;
  /** Words. A part of the nickname or of the name must begin with each. */
  readonly name?: string | undefined;
}

export interface ListedUser {
  readonly id: string;
  readonly nickname: string;
  readonly moderator: boolean;
  readonly admin: boolean;
  readonly locked: boolean;
  readonly active: boolean;
  readonly confirmed: boolean;
  readonly approved: boolean;
  /** Whether the account has been removed, so that only its empty row is left. */
  readonly removed: boolean;
}

/** The bounds of a page: it starts after one id or ends before another. The ids of accounts are FlakeIds. */
export interface Cursor {
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/**
 * Lists local accounts in the order of their creation (behaviour.md 3). Deactivated and removed accounts are included,
 * internal actors are not.
 *
 * @param limit the maximum number of rows; Infinity for all of them.
 */
export async function listUsers(
  em: Em,
  filter: UserFilter,
  { after, before }: Cursor,
  limit: number,
): Promise<ListedUser[]> {
  const conditions: RawBuilder<unknown>[] = [sql`u.local`, visible('u')];
  if (filter.active !== undefined) conditions.push(sql`u.is_active = ${filter.active}`);
  if (filter.admin !== undefined) conditions.push(sql`u.is_admin = ${filter.admin}`);
  if (filter.moderator !== undefined) conditions.push(sql`u.is_moderator = ${filter.moderator}`);
  if (filter.unconfirmed !== undefined) conditions.push(sql`u.is_confirmed = ${!filter.unconfirmed}`);
  if (filter.name !== undefined) {
    conditions.push(mayMatchWords('u', filter.name), matchesWords('u', filter.name));
  }
  if (after !== undefined) conditions.push(sql`u.id > ${uuidFromFlakeId(after)}::uuid`);
  if (before !== undefined) conditions.push(sql`u.id < ${uuidFromFlakeId(before)}::uuid`);

  const backwards = before !== undefined && after === undefined;
  const { rows } = await sql<ListedUser>`
    select u.id, u.nickname::text, u.is_moderator as moderator, u.is_admin as admin, u.is_locked as locked,
      u.is_active as active, u.is_confirmed as confirmed, u.is_approved as approved,
      ${removed('u')} as removed
    from users u
    where ${sql.join(conditions, sql` and `)}
    order by u.id ${backwards ? sql`desc` : sql`asc`}
    limit ${Number.isFinite(limit) ? limit : null}::bigint`.execute(em.getKysely());
  const found = rows.map((row) => ({ ...row, id: flakeIdFromUuid(row.id) }));
  return backwards ? found.toReversed() : found;
}
