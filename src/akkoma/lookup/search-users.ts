import { type RawBuilder, sql } from 'kysely';
import { flakeIdFromUuid, uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { columnsOf } from '../../database/change-records/kept-rows.ts';
import type { Em } from '../../database/connection/connection.ts';
import { removed } from '../accounts/account.ts';
import { visible } from '../follows/recount.ts';
import type { Instance } from '../instance.ts';
import { matchesOf } from './find-user.ts';
import type { Cursor, ListedUser } from './list-users.ts';
import { asNickname, nicknameOf } from './nickname-index.ts';
import { searchForms } from './typed-address.ts';
import { matchesIndexedWords } from './user-search.ts';

export interface FoundUser extends ListedUser {
  readonly local: boolean;
}

interface SearchWords {
  readonly text: string;
  /** Whether e-mail addresses are searched too. */
  readonly addresses: boolean;
}

interface Search extends SearchWords {
  /** The uuids of the accounts that the text means as a handle. */
  readonly meant: readonly string[];
}

/**
 * The number of accounts that a walk along an index reads, unless the limit is higher, and the maximum number of
 * accounts that are found by words or by address, unless the limit is infinite.
 */
const rowsScanned = 200;

/** Sorts after everything that a nickname can hold, in byte order as well as in Unicode's. */
const last = '\uFFFF';

/**
 * Finds accounts, local and remote and in any state. First come those whose nickname begins with the text, ordered by
 * nickname, so that the exact match is first. Then, by age, come those where parts of the nickname, host or name begin
 * with the words of the text, and those whose e-mail address begins with the text; of these, too, exact matches are
 * first.
 *
 * Each step is a short walk along one of Akkoma's indexes, for instances of any size. To keep it short, the second part
 * ends after the first few hundred accounts.
 *
 * @param limit the maximum number of accounts; Infinity for all of them.
 */
export async function searchUsers(
  em: Em,
  instance: Instance,
  { text, addresses }: SearchWords,
  page: Cursor & { readonly limit: number },
): Promise<FoundUser[]> {
  // A name may look like an internationalised domain. It is searched for as it is where no such domain is known.
  for (const form of searchForms(text)) {
    const matches = await matchesOf(em, instance, form);
    const meant = matches.map(({ id }) => uuidFromFlakeId(id));
    const found = await searchFor(em, instance, { text: form, addresses, meant }, page);
    if (found.length > 0) return found;
  }
  return [];
}

async function searchFor(
  em: Em,
  instance: Instance,
  search: Search,
  { limit, ...cursor }: Cursor & { readonly limit: number },
): Promise<FoundUser[]> {
  const here = await placeOf(em, search, cursor);
  const parts = cursor.before === undefined ? [beginnings, others] : [others, beginnings];
  const found: FoundUser[] = [];
  for (const part of here?.inFirst === (cursor.before === undefined) || here === null
    ? parts
    : parts.slice(1)) {
    if (found.length < limit)
      found.push(...(await part({ em, instance }, search, here, limit - found.length)));
  }
  return cursor.before === undefined ? found : found.toReversed();
}

interface Place {
  readonly id: string;
  readonly nickname: string;
  /** Whether the account is among those whose nickname begins with the text. */
  readonly inFirst: boolean;
  /** Whether the text is the whole name, handle or address of the account. */
  readonly isExact: boolean;
  readonly backwards: boolean;
}

/** Finds the position, in the order of the results, of the account that a page starts after or ends before. */
async function placeOf(em: Em, search: Search, { after, before }: Cursor): Promise<Place | null> {
  const id = before ?? after;
  if (id === undefined) return null;
  const { rows } = await sql<Place>`
    select id, nickname::text, ${begins('u', search.text)} as "inFirst", ${isExact('u', search)} as "isExact",
      ${before !== undefined}::boolean as backwards
    from users u where id = ${uuidFromFlakeId(id)}::uuid and ${visible('u')}`.execute(em.getKysely());
  return rows[0] ?? null;
}

const begins = (alias: string, text: string): RawBuilder<boolean> =>
  sql`starts_with(lower(${sql.ref(`${alias}.nickname`)}::text), lower(${text}::text))`;

const isExact = (alias: string, { text, addresses, meant }: Search): RawBuilder<boolean> => {
  const equals = (column: string, value: string) =>
    sql`coalesce(lower(${sql.ref(`${alias}.${column}`)}::text) = lower(${value}::text), false)`;
  return sql`(
    ${equals('name', text)} or ${addresses}::boolean and ${equals('email', text)}
    or ${sql.ref(`${alias}.id`)} = any(${meant}::uuid[]))`;
};

interface Searching {
  readonly em: Em;
  readonly instance: Instance;
}

type Part = (searching: Searching, search: Search, here: Place | null, limit: number) => Promise<FoundUser[]>;

/** Finds accounts whose nickname begins with the text, by a walk along the nickname index. */
const beginnings: Part = ({ em, instance }, { text }, here, limit) => {
  const from = here?.inFirst === true ? here.nickname : here?.backwards === true ? `${text}${last}` : text;
  const direction = here?.backwards === true ? sql`desc` : sql`asc`;
  const comparison =
    here === null || !here.inFirst ? (here?.backwards ? sql`<=` : sql`>=`) : here.backwards ? sql`<` : sql`>`;
  return load(
    em,
    sql`
      select ${columnsOf('u', shown)} from (
        select ${columnsOf('users', shown)} from users
        where ${nicknameOf(instance, 'users')} ${comparison} ${asNickname(instance, from)}
        order by ${nicknameOf(instance, 'users')} ${direction}
        limit ${sqlLimit(Math.max(limit, rowsScanned))}::bigint
      ) u
      where ${begins('u', text)} and ${visible('u')}
      order by ${nicknameOf(instance, 'u')} ${direction} limit ${sqlLimit(limit)}::bigint`,
  );
};

/** Finds all other accounts that match, by their words or their e-mail address. */
const others: Part = ({ em, instance }, search, here, limit) => {
  const { text, addresses, meant } = search;
  const words = /[\p{L}\p{N}]/u.test(text) ? matchesIndexedWords(instance, 'u', text) : null;
  const enough = sqlLimit(Number.isFinite(limit) ? rowsScanned : limit);
  const ways = [
    ...(words !== null
      ? [
          sql`(
          select u.id from users u
          where ${words} and ${visible('u')} and not ${begins('u', text)} limit ${enough}::bigint)`,
        ]
      : []),
    ...(addresses ? [byAddress(text, enough)] : []),
    ...(meant.length === 0 ? [] : [sql`(select id from users where id = any(${meant}::uuid[]))`]),
  ];
  if (ways.length === 0) return Promise.resolve([]);
  const backwards = here?.backwards === true;
  const place = sql`(not ${isExact('u', search)}, u.id)`;
  const beyond =
    here === null || here.inFirst
      ? sql`true`
      : sql`${place} ${backwards ? sql`<` : sql`>`} (${!here.isExact}::boolean, ${here.id}::uuid)`;
  const direction = backwards ? sql`desc` : sql`asc`;
  return load(
    em,
    sql`
      select ${columnsOf('u', shown)} from users u
      where u.id in (${sql.join(ways, sql` union `)}) and ${beyond} and ${visible('u')} and not ${begins('u', text)}
      order by not ${isExact('u', search)} ${direction}, u.id ${direction} limit ${sqlLimit(limit)}::bigint`,
  );
};

const byAddress = (text: string, enough: number | null): RawBuilder<unknown> => sql`(
  select id from (
    select id, email::text as email from users where email >= ${text} and local order by users.email limit ${enough}::bigint
  ) near
  where starts_with(lower(email), lower(${text}::text)))`;

const sqlLimit = (limit: number): number | null => (Number.isFinite(limit) ? limit : null);

/** The columns that are read of an account that is found. */
const shown =
  'id nickname local is_moderator is_admin is_locked is_active is_confirmed is_approved name email last_digest_emailed_at bio'.split(
    ' ',
  );

async function load(em: Em, accounts: RawBuilder<unknown>): Promise<FoundUser[]> {
  const { rows } = await sql<FoundUser>`
    select id, nickname::text, local, is_moderator as moderator, is_admin as admin, is_locked as locked,
      is_active as active, is_confirmed as confirmed, is_approved as approved, ${removed('account')} as removed
    from (${accounts}) account`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, id: flakeIdFromUuid(row.id) }));
}
