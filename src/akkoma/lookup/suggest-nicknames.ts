import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { removed } from '../accounts/account.ts';
import type { Instance } from '../instance.ts';
import { type Match, matchesOf } from './find-user.ts';
import { asNickname, nicknameOf } from './nickname-index.ts';
import { domainBeginning, searchedIn, withoutPrefix } from './typed-address.ts';
import { matchesIndexedWords } from './user-search.ts';

/** The maximum number of choices that Discord shows. */
const maxChoices = 25;

/** The maximum number of accounts that a walk along an index reads for a prefix. */
const rowsScanned = 200;

type SuggestedUser = Pick<Match, 'nickname' | 'removed'>;

/**
 * Suggests accounts, local and remote, for what somebody types of a nickname, a handle or the address of a profile: first
 * the account that it means already, then local accounts whose nickname begins with it, then remote ones. From three
 * characters on, accounts follow where another part (name, host) begins with it.
 *
 * Each step is a short walk along one of Akkoma's indexes, for instances of any size.
 */
export async function suggestNicknames(em: Em, instance: Instance, typed: string): Promise<SuggestedUser[]> {
  const start = searchedIn(typed);
  const meant = await meantBy(em, instance, [withoutPrefix(typed), start]);
  const near = [...meant, ...(await beginningWith(em, instance, start))];
  const isWord = [...start].length >= 3 && /[\p{L}\p{N}]/u.test(start);
  const others = near.length < maxChoices && isWord ? await withWords(em, instance, start) : [];
  return [...new Map([...near, ...others].map((each) => [each.nickname, each])).values()].slice(
    0,
    maxChoices,
  );
}

/** The accounts that the text means; also the local account before the beginning of this instance's own domain. */
async function meantBy(em: Em, instance: Instance, texts: readonly string[]): Promise<SuggestedUser[]> {
  const [start = ''] = texts.slice(-1);
  const at = start.lastIndexOf('@');
  const isOwn = at > 0 && domainBeginning(start.slice(at + 1)).begins(instance.host);
  const handles = [...new Set([...texts, ...(isOwn ? [start.slice(0, at)] : [])])];
  const matches = await Promise.all(handles.map((handle) => matchesOf(em, instance, handle)));
  return matches.flat().filter(({ nickname }) => !nickname.startsWith('internal.'));
}

/** Of an internationalised domain, the nicknames that begin as it does are chosen from all such domains. */
async function beginningWith(em: Em, instance: Instance, typed: string): Promise<SuggestedUser[]> {
  const at = typed.lastIndexOf('@');
  const name = typed.slice(0, at + 1);
  const domain = at < 0 ? null : domainBeginning(typed.slice(at + 1));
  const start = domain === null ? typed : `${name}${domain.start}`;
  const isComplete = start.toLowerCase() === typed.toLowerCase();
  const key = nicknameOf(instance, 'users');
  const here = asNickname(instance, start);
  const { rows } = await sql<SuggestedUser>`
    select nickname, removed from (
      (select nickname::text, local, ${removed('users')} as removed from users
        where ${key} >= ${here} and local and nickname not like 'internal.%' order by ${key} limit ${rowsScanned})
      union
      (select nickname::text, local, ${removed('users')} from users
        where ${key} >= ${here} and nickname not like 'internal.%' order by ${key} limit ${rowsScanned})
    ) near
    where starts_with(lower(nickname), lower(${start}))
    order by lower(nickname) <> lower(${start}), not local, lower(nickname)
    limit ${isComplete ? maxChoices : rowsScanned}`.execute(em.getKysely());
  return isComplete || domain === null
    ? rows
    : rows.filter(({ nickname }) => domain.begins(nickname.slice(at + 1).toLowerCase()));
}

/** Accounts where another part, such as the name or the host, begins with the text. */
async function withWords(em: Em, instance: Instance, start: string): Promise<SuggestedUser[]> {
  const words = matchesIndexedWords(instance, 'u', start);
  if (words === null) return [];
  const { rows } = await sql<SuggestedUser>`
    select nickname::text, ${removed('u')} as removed from users u
    where u.nickname is not null and u.nickname not like 'internal.%' and ${words}
    limit ${rowsScanned}`.execute(em.getKysely());
  return rows;
}
