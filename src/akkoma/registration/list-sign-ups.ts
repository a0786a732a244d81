import { type RawBuilder, sql } from 'kysely';
import { flakeIdFromUuid, uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { bestFirst } from '../../text/best-first.ts';
import { visible } from '../follows/recount.ts';
import type { Cursor } from '../lookup/list-users.ts';

/** The e-mail address of a sign-up, for admins only. */
export interface SignUpAddress {
  readonly email: string | null;
  /** The domain of the address, in lower case. */
  readonly domain: string | null;
  /** The number of other local accounts with an address of the same domain. */
  readonly othersWithDomain: number;
}

/** An account that waits for the approval of staff. */
export interface SignUp {
  /** A FlakeId. */
  readonly id: string;
  readonly nickname: string;
  /** What its owner wrote to staff; null for nothing. */
  readonly reason: string | null;
  readonly registeredAt: Date;
  /** Whether the owner has confirmed the e-mail address. */
  readonly confirmed: boolean;
  /** The number of other local accounts registered at most an hour before or after it. */
  readonly othersWithinHour: number;
  /** Null where the caller may not see it. */
  readonly address: SignUpAddress | null;
}

/**
 * Whether an account waits for approval. Akkoma's own list also has those that were rejected and are not yet deleted
 * (behaviour.md 24.1).
 */
export const awaitsApproval = (alias: string): RawBuilder<boolean> => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`(
    ${column('local')} and ${column('is_active')} and not ${column('is_approved')} and ${visible(alias)}
    and not ${column('invisible')})`;
};

/**
 * Lists the accounts that wait for approval, the newest first.
 *
 * Accounts registered at about the same time are found by their ids, which begin with the time: no index has the time
 * itself. The domains are counted in one walk through the local accounts.
 *
 * @param withAddress whether the caller may see e-mail addresses; otherwise none is read.
 * @param limit the maximum number of rows; Infinity for all of them.
 */
export function listSignUps(
  em: Em,
  withAddress: boolean,
  { after, before }: Cursor,
  limit: number,
): Promise<SignUp[]> {
  const backwards = before !== undefined && after === undefined;
  const place = backwards
    ? sql`u.id > ${uuidFromFlakeId(before)}::uuid`
    : after === undefined
      ? sql`true`
      : sql`u.id < ${uuidFromFlakeId(after)}::uuid`;
  return readSignUps(
    em,
    withAddress,
    sql`${place} order by u.id ${backwards ? sql`asc` : sql`desc`}
      limit ${Number.isFinite(limit) ? limit : null}::bigint`,
  );
}

/** Reads an account that waits for approval, by its FlakeId; null where it does not wait any more. */
export async function readSignUp(em: Em, withAddress: boolean, id: string): Promise<SignUp | null> {
  const [found] = await readSignUps(em, withAddress, sql`u.id = ${uuidFromFlakeId(id)}::uuid`);
  return found ?? null;
}

/** @param which the end of a statement on the accounts `u` that wait: conditions, and what follows them. */
async function readSignUps(em: Em, withAddress: boolean, which: RawBuilder<unknown>): Promise<SignUp[]> {
  const { rows } = await sql<Row>`
    with listed as materialized (
      select u.id, u.nickname::text as nickname, u.registration_reason as reason, u.inserted_at as "registeredAt",
        u.is_confirmed as confirmed, ${withAddress ? sql`nullif(u.email::text, '')` : sql`null::text`} as email
      from users u
      where ${awaitsApproval('u')} and ${which}
    )
    ${withAddress ? domains : sql``}
    select listed.id, listed.nickname, listed.reason, listed.confirmed, listed.email,
      extract(epoch from listed."registeredAt")::float8 as registered,
      (select count(*)::integer from users other
        where other.id between ${startOf(sql`listed.id`, -3_600_000)} and ${startOf(sql`listed.id`, 3_600_001)}
          and other.id <> listed.id and other.local and ${visible('other')}) as "othersWithinHour",
      ${withAddress ? sql`${domainOf('listed')}` : sql`null::text`} as domain,
      ${withAddress ? sql`coalesce((select known.accounts - 1 from domains known where known.domain = ${domainOf('listed')}), 0)` : sql`0`} as "othersWithDomain"
    from listed
    order by listed.id desc`.execute(em.getKysely());
  return rows.map(({ id, registered, email, domain, othersWithDomain, ...row }) => ({
    ...row,
    id: flakeIdFromUuid(id),
    reason: row.reason?.trim() ? row.reason.trim() : null,
    registeredAt: new Date(registered * 1000),
    address: withAddress ? { email, domain, othersWithDomain } : null,
  }));
}

interface Row extends SignUpAddress, Pick<SignUp, 'nickname' | 'reason' | 'confirmed' | 'othersWithinHour'> {
  readonly id: string;
  readonly registered: number;
}

const domainOf = (alias: string): RawBuilder<unknown> =>
  sql`lower(split_part(${sql.ref(`${alias}.email`)}::text, '@', -1))`;

/** How many local accounts have an address of each of the listed domains. */
const domains = sql`,
    domains as materialized (
      select ${domainOf('u')} as domain, count(*)::integer as accounts from users u
      where u.local and u.email is not null and ${domainOf('u')} in (select ${domainOf('listed')} from listed)
      group by 1
    )`;

/** The first id of a millisecond: that of another id, and so many milliseconds later (behaviour.md 1.7). */
const startOf = (id: RawBuilder<unknown>, later: number): RawBuilder<unknown> => sql`
  rpad(lpad(to_hex(('x' || left(replace(${id}::text, '-', ''), 16))::bit(64)::bigint + ${sql.lit(later)}), 16, '0'), 32, '0')::uuid`;

/** The maximum number of choices that Discord shows. */
const maxChoices = 25;

/** The number of the newest sign-ups that are searched. */
const mostSearched = 500;

/** Suggests accounts that wait for approval, the newest first, for a part of their nickname; best matches first. */
export async function suggestSignUps(
  em: Em,
  typed: string,
): Promise<Pick<SignUp, 'nickname' | 'confirmed'>[]> {
  const { rows } = await sql<Pick<SignUp, 'nickname' | 'confirmed'>>`
    select u.nickname::text as nickname, u.is_confirmed as confirmed from users u
    where ${awaitsApproval('u')} order by u.id desc limit ${mostSearched}`.execute(em.getKysely());
  const confirmed = new Map(rows.map((row) => [row.nickname, row.confirmed]));
  return bestFirst([...confirmed.keys()], typed.trim().replace(/^@/, '').toLowerCase())
    .slice(0, maxChoices)
    .map((nickname) => ({ nickname, confirmed: confirmed.get(nickname) === true }));
}
