import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { removed } from '../accounts/account.ts';
import type { Instance } from '../instance.ts';
import { asNickname, nicknameOf } from './nickname-index.ts';
import { matchesIndexedWords } from './user-search.ts';

/** The maximum number of choices that Discord shows. */
const maxChoices = 25;

/** The maximum number of accounts that a walk along an index reads for a prefix. */
const rowsScanned = 200;

interface SuggestedUser {
  readonly nickname: string;
  /** Whether the account has been removed, so that only its empty row is left. */
  readonly removed: boolean;
}

/**
 * Suggests accounts, local and remote, for the beginning of a nickname: first the exact match, then local accounts
 * whose nickname begins with it, then remote ones. From three characters on, accounts follow where another part (name,
 * host) begins with it.
 *
 * Each step is a short walk along one of Akkoma's indexes, for instances of any size.
 */
export async function suggestNicknames(em: Em, instance: Instance, typed: string): Promise<SuggestedUser[]> {
  const start = typed.trim().replace(/^@/, '');
  const database = em.getKysely();
  const key = nicknameOf(instance, 'users');
  const here = asNickname(instance, start);
  const { rows: near } = await sql<SuggestedUser>`
    select nickname, removed from (
      (select nickname::text, local, ${removed('users')} as removed from users
        where ${key} >= ${here} and local and nickname not like 'internal.%' order by ${key} limit ${rowsScanned})
      union
      (select nickname::text, local, ${removed('users')} from users
        where ${key} >= ${here} and nickname not like 'internal.%' order by ${key} limit ${rowsScanned})
    ) near
    where starts_with(lower(nickname), lower(${start}))
    order by lower(nickname) <> lower(${start}), not local, lower(nickname)
    limit ${maxChoices}`.execute(database);
  if (near.length === maxChoices || [...start].length < 3 || !/[\p{L}\p{N}]/u.test(start)) return near;
  const words = matchesIndexedWords(instance, 'u', start);
  if (words === null) return near;

  const { rows: others } = await sql<SuggestedUser>`
    select nickname::text, ${removed('u')} as removed from users u
    where u.nickname is not null and u.nickname not like 'internal.%' and ${words}
    limit ${rowsScanned}`.execute(database);
  const known = new Set(near.map(({ nickname }) => nickname));
  return [...near, ...others.filter(({ nickname }) => !known.has(nickname))].slice(0, maxChoices);
}
