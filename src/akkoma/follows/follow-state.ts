import { type RawBuilder, sql } from 'kysely';
import type { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import type { Em } from '../../database/connection/connection.ts';

/** The state of a follow by its newest request, and by the relationship (behaviour.md 13). */
export interface FollowState {
  /** The row id of the newest Follow activity that has a state. */
  readonly follow: string;
  /** The ActivityPub id of that activity, as other servers know it. */
  readonly followId: string;
  readonly requested: string;
  /** Whether the `object` of the Follow is the account's address itself, not an embedded object. */
  readonly plain: boolean;
  /** Whether the relationship exists and is accepted. */
  readonly following: boolean;
}

/** Selects all Follow activities of one account for another. */
export const followsOf = (follower: User, followed: User): RawBuilder<unknown> => sql`
  select id, data from activities
  where coalesce(data -> 'object' ->> 'id', data ->> 'object') = ${followed.apId}
    and actor = ${follower.apId} and data ->> 'type' = 'Follow'`;

/** Selects the relationship between two accounts, in any state. */
export const relationshipOf = (follower: User, followed: User): RawBuilder<unknown> => sql`
  select id, state from following_relationships
  where follower_id = ${uuidFromFlakeId(follower.id)}::uuid and following_id = ${uuidFromFlakeId(followed.id)}::uuid`;

/** Reads the state of a follow. Null if no Follow activity has a state. */
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
