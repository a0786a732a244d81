import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Cursor } from '../lookup/list-users.ts';
import { inviteTypeInWords, isValid, shortenToken } from '../registration/invites.ts';

export interface ListedInvite {
  readonly id: number;
  readonly token: string;
  readonly type: string;
  readonly used: boolean;
  /** The number of registrations that are left; null if it is not limited. */
  readonly left: number | null;
  /** The last day on which it can be used, such as `2027-04-05`; null if there is none. */
  readonly expires: string | null;
  /** Whether it can still be used to register today. */
  readonly valid: boolean;
}

/**
 * Lists all invites, the newest first, used ones included (behaviour.md 4).
 *
 * @param cursor by the numbers of invites.
 * @param limit the maximum number of rows; Infinity for all of them.
 */
export async function listInvites(em: Em, { after, before }: Cursor, limit: number): Promise<ListedInvite[]> {
  const backwards = before !== undefined && after === undefined;
  const place = backwards
    ? sql`i.id > ${before}::bigint`
    : after === undefined
      ? sql`true`
      : sql`i.id < ${after}::bigint`;
  const rows = await select(
    em,
    sql`where ${place} order by i.id ${backwards ? sql`asc` : sql`desc`}
      limit ${Number.isFinite(limit) ? limit : null}::bigint`,
  );
  return backwards ? rows.toReversed() : rows;
}

/** The maximum number of choices that Discord shows. */
const maxChoices = 25;

/** The number of the newest invites that are searched. */
const rowsScanned = 200;

/**
 * Suggests invites that can still be used, for the beginning of a number, of a word of the kind, or of the part of a token that is shown.
 * The rest of a token is not compared, so that nobody can find it out by trying one character after the other.
 */
export async function suggestInvites(em: Em, typed: string): Promise<ListedInvite[]> {
  const newest = await select(
    em,
    sql`where i.id in (
      select id from user_invite_tokens order by id desc limit ${rowsScanned}) and ${isValid('i')} order by i.id desc`,
  );
  const start = typed.trim().toLowerCase();
  return newest
    .filter((invite) =>
      inviteInWords(invite).some((words) =>
        [words, ...words.split(' ')].some((word) => word.toLowerCase().startsWith(start)),
      ),
    )
    .slice(0, maxChoices);
}

/** Returns the number, the kind, and the part of the token that everybody may see. */
export const inviteInWords = ({ id, type, token }: ListedInvite): [string, string, string] => [
  `#${id}`,
  inviteTypeInWords(type),
  shortenToken(token),
];

async function select(em: Em, rest: RawBuilder<unknown>): Promise<ListedInvite[]> {
  const { rows } = await sql<ListedInvite>`
    select i.id::float8 as id, coalesce(i.token, '') as token, i.invite_type as type, i.used,
      i.max_use - i.uses as left, i.expires_at::text as expires, ${isValid('i')} as valid
    from user_invite_tokens i ${rest}`.execute(em.getKysely());
  return rows;
}
