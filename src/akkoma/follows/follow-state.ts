import { type RawBuilder, sql } from 'kysely';
import type { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';

/** What the newest request says of who follows whom, and what the relationships say (behaviour.md 13). */
export interface FollowState {
  /** The newest Follow activity with a state: its row. */
  readonly follow: string;
  /** Its id as other servers know it. */
  readonly followId: string;
  readonly requested: string;
  /** Whether the Follow names the account by its address, and not as something embedded. */
  readonly plain: boolean;
  /** Whether the relationship is there and accepted. */
  readonly following: boolean;
}

/** A select of all Follow activities of one account for another. */
export const followsOf = (follower: User, followed: User): RawBuilder<unknown> => sql`
  select id, data from activities
  where coalesce(data -> 'object' ->> 'id', data ->> 'object') = ${followed.apId}
    and actor = ${follower.apId} and data ->> 'type' = 'Follow'`;

/** A select of the relationship between two accounts, whatever its state. */
export const relationshipOf = (follower: User, followed: User): RawBuilder<unknown> => sql`
  select id, state from following_relationships
  where follower_id = ${uuidFromFlakeId(follower.id)}::uuid and following_id = ${uuidFromFlakeId(followed.id)}::uuid`;

/** Null where there is no request to speak of. */
export async function followState(em: Em, follower: User, followed: User): Promise<FollowState | null> {
  const { rows } = await sql<FollowState>`
    select follow.id as follow, data ->> 'id' as "followId", data ->> 'state' as requested,
      coalesce(data ->> 'object' = ${followed.apId}, false) as plain,
      exists (select from (${relationshipOf(follower, followed)}) r where r.state = 2) as following
    from (${followsOf(follower, followed)}) follow
    where data ->> 'state' is not null
    order by follow.id desc limit 1`.execute(em.getKysely());
  return rows[0] ?? null;
}
