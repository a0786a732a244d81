import type { QueryResultRow } from 'pg';
import { isSince } from '../database/releases.ts';
import { type Records, second } from './records.ts';

/** How long Akkoma keeps an account in memory from 3.17 on, in milliseconds. Earlier releases keep it without limit. */
const lifetime = 25_000;

/**
 * An account as the server has it in memory. The server uses this copy for requests, and it can differ from the row
 * (behaviour.md 1.12).
 */
export interface Remembered extends Readonly<Record<string, unknown>> {
  readonly is_active: boolean;
  readonly is_admin: boolean;
  readonly is_moderator: boolean;
  readonly tags: readonly string[];
}

interface Entry {
  row: QueryResultRow;
  readonly since: number;
}

/** The accounts that the server keeps in memory. */
export interface AccountsInMemory {
  /** Returns the account from memory, or else reads its row and keeps it. */
  get(records: Records, id: string): Promise<QueryResultRow | undefined>;
  /** Puts the account into memory, in place of an earlier copy. */
  put(row: QueryResultRow): void;
}

export function createAccountsInMemory(): AccountsInMemory {
  const entries = new Map<string, Entry>();
  return {
    get: async ({ one, settings: { akkoma } }, id) => {
      const entry = entries.get(id);
      const isOver = isSince(akkoma, '3.17') && entry !== undefined && Date.now() - entry.since > lifetime;
      if (entry !== undefined && !isOver) return entry.row;
      const row = await one('select * from users where id = $1', [id]);
      if (row !== undefined) entries.set(id, { row, since: Date.now() });
      return row;
    },
    put: (row) => void entries.set(String(row.id), { row, since: Date.now() }),
  };
}

const visible = `other.nickname is not null and other.nickname not like 'internal.%'`;
const countable = `r.state = 2 and other.id <> $1 and other.is_active and ${visible}`;

/**
 * Does a `user_activation` job as the server does (behaviour.md 6 and 1.12):
 *
 * - The account in memory gets the given state, and so does its row if the copy in memory had another state.
 * - The local followers are read again from the database, recounted and put into memory.
 * - The account's follows of active local accounts are deleted, and those accounts are recounted and put into memory.
 *
 * @throws Error when the account does not exist.
 */
export async function setActivation(
  records: Records,
  memory: AccountsInMemory,
  id: string,
  status: boolean,
): Promise<void> {
  const { all, one, settings } = records;
  const user = await memory.get(records, id);
  if (user === undefined) throw new Error('There is no such user');
  if (user.is_active !== status) {
    await all('update users set is_active = $2, updated_at = $3 where id = $1', [id, status, second()]);
  }
  memory.put({ ...user, is_active: status });

  const followers = await all(
    `select other.* from following_relationships r join users other on other.id = r.follower_id
     where r.following_id = $1 and r.state = 2 and other.id <> $1 and other.local and ${visible}
       ${isSince(settings.akkoma, '3.18') ? 'and other.is_active' : ''} order by other.id`,
    [id],
  );
  for (const follower of followers) {
    const [{ count } = { count: 0 }] = await all(
      `select count(*)::integer as count from following_relationships r join users other on other.id = r.following_id
       where r.follower_id = $1 and ${countable}`,
      [follower.id],
    );
    await recount(records, follower, 'following_count', count);
    memory.put({ ...follower, following_count: count });
  }
  const friends = await all(
    `select other.* from following_relationships r join users other on other.id = r.following_id
     where r.follower_id = $1 and r.state = 2 and other.id <> $1 and other.local and other.is_active and ${visible}
     order by other.id`,
    [id],
  );
  for (const friend of friends) {
    await all('delete from following_relationships where follower_id = $1 and following_id = $2', [
      id,
      friend.id,
    ]);
    const row = await one(
      `select count(*)::integer as count from following_relationships r join users other on other.id = r.follower_id
       where r.following_id = $1 and ${countable}`,
      [friend.id],
    );
    await recount(records, friend, 'follower_count', row?.count);
    memory.put({ ...friend, follower_count: row?.count });
  }
}

async function recount({ all }: Records, user: QueryResultRow, column: string, count: number): Promise<void> {
  if (user[column] === count) return;
  await all(`update users set ${column} = $2, updated_at = $3 where id = $1`, [user.id, count, second()]);
}
