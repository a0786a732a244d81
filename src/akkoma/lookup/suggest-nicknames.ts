import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { removed } from '../accounts/account.ts';
import { policyTags } from '../accounts/tags.ts';
import type { Instance } from '../instance.ts';
import { findUser } from './find-user.ts';
import { asNickname, nicknameOf } from './nickname-index.ts';
import { matchesIndexedWords } from './user-search.ts';

/** What fits into Discord's list of choices. */
const most = 25;

/** How far a walk along the nickname index goes before it gives up on a prefix. */
const reach = 200;

interface SuggestedUser {
  readonly nickname: string;
  /** Whether only the empty account is left of it. */
  readonly removed: boolean;
}

/**
 * Accounts, local and remote, for the beginning of a nickname: the exact one first, then local ones that begin so, then
 * remote ones, then, from three letters on, those of which another part (name, host) begins so.
 *
 * Each of the parts is a short walk along an index of Akkoma's own, whatever the size of the instance.
 */
export async function suggestNicknames(em: Em, instance: Instance, typed: string): Promise<SuggestedUser[]> {
  const start = typed.trim().replace(/^@/, '');
  const database = em.getKysely();
  const key = nicknameOf(instance, 'users');
  const here = asNickname(instance, start);
  const { rows: near } = await sql<SuggestedUser>`
    select nickname, removed from (
      (select nickname::text, local, ${removed('users')} as removed from users
        where ${key} >= ${here} and local and nickname not like 'internal.%' order by ${key} limit ${reach})
      union
      (select nickname::text, local, ${removed('users')} from users
        where ${key} >= ${here} and nickname not like 'internal.%' order by ${key} limit ${reach})
    ) near
    where starts_with(lower(nickname), lower(${start}))
    order by lower(nickname) <> lower(${start}), not local, lower(nickname)
    limit ${most}`.execute(database);
  if (near.length === most || [...start].length < 3 || !/[\p{L}\p{N}]/u.test(start)) return near;
  const words = matchesIndexedWords(instance, 'u', start);
  if (words === null) return near;

  const { rows: others } = await sql<SuggestedUser>`
    select nickname::text, ${removed('u')} as removed from users u
    where u.nickname is not null and u.nickname not like 'internal.%' and ${words}
    limit ${reach}`.execute(database);
  const known = new Set(near.map(({ nickname }) => nickname));
  return [...near, ...others.filter(({ nickname }) => !known.has(nickname))].slice(0, most);
}

/** Tags to give: those with which Akkoma's TagPolicy works. */
export function suggestPolicyTags(typed: string): string[] {
  return policyTags.filter((tag) => tag.includes(typed.toLowerCase()));
}

/** Tags that an account has, for taking one off. */
export async function suggestOwnTags(
  em: Em,
  instance: Instance,
  nickname: string,
  typed: string,
): Promise<string[]> {
  const user = await findUser(em, instance, nickname);
  return (user.tags ?? []).filter((tag) => tag.includes(typed.toLowerCase())).slice(0, most);
}
