import { type RawBuilder, sql } from 'kysely';
import { User } from '../../../entities/akkoma/index.ts';
import { flakeIdFromUuid, isFlakeId, uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict, NotFound } from '../../text/errors.ts';
import { plural } from '../../text/plural.ts';
import { consoleCommand } from '../../text/program-name.ts';
import { didYouMean } from '../../text/sentences.ts';
import { code, joinTexts, text } from '../../text/text.ts';
import { removed } from '../accounts/account.ts';
import type { Instance } from '../instance.ts';
import { nearestNicknames } from './nearest-nicknames.ts';
import { asNickname, nicknameOf } from './nickname-index.ts';
import { handleIn, searchedIn, type WebAddress, webAddressIn } from './typed-address.ts';

/**
 * Finds the account that somebody means, local or remote, in any state (behaviour.md 1.3): by its nickname, by its
 * handle with the domain of its server, or by the address of its profile. `lain`, `LAIN`, `@lain@this.host`,
 * `acct:lain@this.host` and `https://this.host/users/lain` are the same local account.
 *
 * Where Akkoma's command line would guess (it takes `lain@this.host.elsewhere` for the local `lain`), this function
 * refuses: acting on the wrong account is worse than asking again.
 *
 * @throws NotFound if there is none; Conflict if the name is ambiguous, or if several accounts have it, which Akkoma's
 * unique index prevents while it is intact.
 */
export async function findUser(em: Em, instance: Instance, typed: string): Promise<User> {
  const matches = await matchesOf(em, instance, typed);
  const [first, ...others] = matches;
  if (first !== undefined && others.length === 0) return em.findOneOrFail(User, { id: first.id });
  if (first !== undefined) {
    if (others.some(({ nickname }) => nickname.toLowerCase() === first.nickname.toLowerCase())) {
      throw new Conflict(
        text`There are several accounts ${code(typed)}: ${matches.map(({ address }) => address).join(' and ')}. Nothing was changed. Tell the administrator of Steward to run ${consoleCommand('doctor')}.`,
      );
    }
    const named = matches.map(({ nickname }) => code(nickname));
    throw new Conflict(
      text`${code(typed)} may mean ${joinTexts(named, ' or ')}. Use one of these nicknames.`,
    );
  }
  const nickname = likelyHandle(typed);
  if (!nickname.includes('@')) {
    const namesakes = await remoteNamesakes(em, instance, nickname);
    if (namesakes.length > 0) {
      throw new Conflict(
        text`No local account ${code(nickname)}, but there ${[plural(namesakes.length, 'is', 'are')]} ${namesakes.join(', ')}. Add the domain to the nickname.`,
      );
    }
  }
  // Of an address that is not known, its profile may be that of an account that is: it is offered, and not taken.
  const alike = nickname === typed ? [] : await matchesOf(em, instance, nickname);
  const near =
    alike.length > 0 ? alike.map((match) => match.nickname) : await nearestNicknames(em, instance, nickname);
  throw new NotFound(text`No account ${code(typed)}. ${didYouMean(near)}`);
}

/** As `findUser`, but returns null if there is none, or the name is ambiguous. */
export async function findUserIfThere(em: Em, instance: Instance, typed: string): Promise<User | null> {
  const [first, ...others] = await matchesOf(em, instance, typed);
  return first === undefined || others.length > 0 ? null : em.findOne(User, { id: first.id });
}

/** An account that may be meant. */
export interface Match {
  /** A FlakeId. */
  readonly id: string;
  /** The address of the account where it has no nickname. */
  readonly nickname: string;
  /** Its ActivityPub id. */
  readonly address: string;
  /** Whether the account has been removed, so that only its empty row is left. */
  readonly removed: boolean;
}

/**
 * Finds the accounts that somebody may mean, in the order of their nicknames. A nickname or address that is exactly that
 * of an account is certain; only without one, the handle with the domain of a server is looked for.
 */
export async function matchesOf(em: Em, instance: Instance, typed: string): Promise<readonly Match[]> {
  const address = webAddressIn(typed);
  if (address !== null) return matching(em, isAt(instance, address));
  const handles = [...new Set([typed, handleIn(typed)])];
  const exact = await matching(em, hasHandle(instance, handles));
  const [name = '', domain] = partsOf(handleIn(typed));
  return exact.length > 0 || domain === undefined ? exact : matching(em, isServedBy(instance, name, domain));
}

/** The name in a handle, and its domain in lower case, if it has one. */
function partsOf(handle: string): [name: string, domain?: string] {
  const at = handle.lastIndexOf('@');
  return at > 0 ? [handle.slice(0, at), handle.slice(at + 1).toLowerCase()] : [handle];
}

/** Whether the account has one of these nicknames; a local account has one without this instance's domain, too. */
function hasHandle(instance: Instance, handles: readonly string[]): Condition {
  const locals = handles.flatMap((handle) => {
    const [name, domain] = partsOf(handle);
    return domain === instance.host ? [name] : [];
  });
  return anyOf([
    ...handles.map((handle) => named(instance, handle)),
    ...locals.map((name) => sql`${named(instance, name)} and local`),
  ]);
}

/**
 * Whether the account is the one at a web address. On this instance, the pages of remote accounts are profiles too, and
 * Akkoma's web interface names an account by its id.
 */
function isAt(instance: Instance, { forms, host, name }: WebAddress): Condition {
  const known = sql`ap_id = any(${forms}::text[]) or uri = any(${forms}::text[])`;
  if (host !== instance.host || name === null) return known;
  return anyOf([
    known,
    ...(isFlakeId(name) ? [sql`id = ${uuidFromFlakeId(name)}::uuid`] : []),
    name.includes('@') ? hasHandle(instance, [handleIn(name)]) : sql`${named(instance, name)} and local`,
  ]);
}

/**
 * Whether the account has that name, and its server that domain: the domain of a handle may be another. Both ranges are
 * there for the planner to choose from.
 */
function isServedBy(instance: Instance, name: string, domain: string): Condition {
  const key = nicknameOf(instance, 'users');
  const within = (origin: string) => sql`ap_id >= ${`${origin}/`} and ap_id < ${`${origin}/${last}`}`;
  return sql`${key} >= ${asNickname(instance, `${name}@`)} and ${key} < ${asNickname(instance, `${name}@${last}`)}
    and not local and starts_with(lower(nickname), lower(${`${name}@`}))
    and (${within(`https://${domain}`)} or ${within(`http://${domain}`)})`;
}

type Condition = RawBuilder<unknown>;

const anyOf = (conditions: readonly Condition[]): Condition =>
  sql.join(
    conditions.map((condition) => sql`(${condition})`),
    sql` or `,
  );

/** Sorts after everything that a nickname or address can hold, in byte order as well as in Unicode's. */
const last = '\uFFFF';

const named = (instance: Instance, nickname: string): Condition =>
  sql`${nicknameOf(instance, 'users')} = ${asNickname(instance, nickname)}`;

/** Uses a statement with bound parameters, so that typed text never becomes part of the statement itself. */
async function matching(em: Em, condition: Condition): Promise<Match[]> {
  const { rows } = await sql<Match>`
    select id, coalesce(nickname::text, ap_id) as nickname, ap_id as address, ${removed('users')} as removed from users
    where ${condition}
    order by lower(nickname::text), ap_id`.execute(em.getKysely());
  return rows.map((row) => ({ ...row, id: flakeIdFromUuid(row.id) }));
}

/** The handle to look for similar ones: of the address of a profile, the one that its account would have. */
const likelyHandle = (typed: string): string =>
  webAddressIn(typed) === null ? handleIn(typed) : searchedIn(typed);

/** Returns a few remote accounts with that name. The range condition makes it a short walk along the nickname index. */
async function remoteNamesakes(em: Em, instance: Instance, nickname: string): Promise<string[]> {
  const key = nicknameOf(instance, 'users');
  const { rows } = await sql<{ nickname: string }>`
    select nickname from (
      select nickname::text from users where ${key} >= ${asNickname(instance, `${nickname}@`)} order by ${key} limit 100
    ) near
    where starts_with(lower(nickname), lower(${`${nickname}@`}))
    limit 5`.execute(em.getKysely());
  return rows.map((row) => row.nickname);
}
