import { type RawBuilder, sql } from 'kysely';
import type { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';
import { Conflict } from '../../text/errors.ts';
import { text } from '../../text/text.ts';

/** Counts for an account that its own row does not hold. */
export interface AccountNumbers {
  /** Access tokens that have not expired. */
  readonly sessions: number;
  /** Unused password reset links, expired ones included. */
  readonly resets: number;
  /** Follow requests that wait for the account's answer. */
  readonly requests: number;
  readonly blockedBy: number;
  readonly mutedBy: number;
}

/** The follows between an account and active local accounts. */
export interface LocalFollows {
  readonly followers: number;
  readonly following: number;
}

/**
 * Counts the follows between an account and active local accounts. What the row of a remote account says is what its
 * own server reported some time, or 0.
 */
export async function countLocalFollows(em: Em, user: User): Promise<LocalFollows> {
  const id = sql`${uuidFromFlakeId(user.id)}::uuid`;
  const { rows } = await sql<LocalFollows>`
    select
      (select count(*)::integer from following_relationships follow join users other on other.id = follower_id
        where following_id = ${id} and state = 2 and other.local and other.is_active) as followers,
      (select count(*)::integer from following_relationships follow join users other on other.id = following_id
        where follower_id = ${id} and state = 2 and other.local and other.is_active) as following`.execute(
    em.getKysely(),
  );
  return rows[0] ?? { followers: 0, following: 0 };
}

export async function countAround(em: Em, user: User): Promise<AccountNumbers> {
  const id = sql`${uuidFromFlakeId(user.id)}::uuid`;
  const { rows } = await sql<AccountNumbers>`
    select
      (select count(*)::integer from oauth_tokens
        where user_id = ${id} and valid_until > timezone('UTC', now())) as sessions,
      (select count(*)::integer from password_reset_tokens where user_id = ${id} and not used) as resets,
      (select count(*)::integer from following_relationships where following_id = ${id} and state = 1) as requests,
      (select count(*)::integer from user_relationships
        where target_id = ${id} and relationship_type = 1) as "blockedBy",
      (select count(*)::integer from user_relationships
        where target_id = ${id} and relationship_type = 2) as "mutedBy"`.execute(em.getKysely());
  return rows[0] ?? { sessions: 0, resets: 0, requests: 0, blockedBy: 0, mutedBy: 0 };
}

/** Whether the account is an actor of the server itself, which nobody logs in as: `internal.fetch`, or the relay. */
export const isServersOwn = ({ local, nickname, apId }: User): boolean =>
  local &&
  (nickname?.startsWith('internal.') === true ||
    (nickname === 'relay' && /^https?:\/\/[^/]+\/relay$/.test(apId)));

/**
 * Whether a removal has emptied the row. It leaves a nameless, deactivated account and clears `last_digest_emailed_at`,
 * which every other row has from its creation. If a remote server deletes an account, its row here is emptied in the
 * same way (behaviour.md 12). The server's own actors are nameless too, so they are excluded.
 */
export const isRemoved = (user: User): boolean =>
  !user.isActive &&
  user.email === null &&
  user.name === null &&
  user.lastDigestEmailedAt === null &&
  user.bio === '' &&
  !isServersOwn(user);

/** @throws Conflict if the account has been removed: only its empty row is left. */
export function requireNotRemoved(user: User): void {
  if (!isRemoved(user)) return;
  throw new Conflict(text`${user.nickname ?? user.apId} has been deleted. Only an empty account is left.`);
}

/** The condition of `isRemoved` on a row of `users`, except that it does not exclude the server's own actors. */
export const removed = (alias: string): RawBuilder<boolean> => {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  return sql`(
    not ${column('is_active')} and ${column('name')} is null and ${column('email')} is null
    and ${column('last_digest_emailed_at')} is null and ${column('bio')} = '')`;
};
