import { sql } from 'kysely';
import { User } from '../../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../../entities/types/flake-id-text.ts';
import { requireNotRemoved } from '../../akkoma/accounts/account.ts';
import { postActivities } from '../../akkoma/federation/post-activity.ts';
import {
  type FollowState,
  followState,
  followsOf,
  relationshipOf,
} from '../../akkoma/follows/follow-state.ts';
import { countsFollowersOf, recountFollows } from '../../akkoma/follows/recount.ts';
import { findUser } from '../../akkoma/lookup/find-user.ts';
import { lockRows } from '../../database/locks/lock-rows.ts';
import { columns } from '../../database/rights/writes.ts';
import { Conflict, NotFound, NothingToDo, Stale } from '../../text/errors.ts';
import { changedMeanwhile } from '../../text/sentences.ts';
import { text } from '../../text/text.ts';
import { type ApplyContext, defineOperation, type ReadContext } from '../operation.ts';
import { staffPrecaution } from '../staff.ts';
import { writes } from '../writes.ts';

interface FollowArgs {
  readonly local_user: string;
  readonly remote_user: string;
}

/**
 * Rejects a follow request that says "accepted" although the follower does not follow the account. The reject is in the
 * name of the followed account, so that the follower can send a new request (behaviour.md 13).
 */
export const fixFollowState = defineOperation({
  name: 'user.fix_follow_state',
  tier: 'routine',
  raisedBy: ['staff'],
  writes: {
    users: { update: columns('follower_count following_count updated_at') },
    activities: { ...writes.inserts.activities, update: ['data'] },
    following_relationships: { delete: true },
    notifications: { delete: true },
    oban_jobs: writes.inserts.oban_jobs,
  },
  undo: {
    impossible: text`The follow request stays rejected, because the other server may already know of it. The follower can send a new request.`,
  },

  async plan(context, args: FollowArgs) {
    const { follower, followed, state } = await findBoth(context, args);
    const precaution = staffPrecaution(follower, followed);
    return {
      target: `${nicknameOf(follower)} → ${nicknameOf(followed)}`,
      counts: {},
      samples: [],
      ...precaution,
      before: [
        ...(precaution.before ?? []),
        text`The follow request has the state "${state.requested}", but ${nicknameOf(follower)} does not follow ${nicknameOf(followed)}. The request is rejected, so that ${nicknameOf(follower)} can send a new one.`,
      ],
      facts: { follower: follower.id, followed: followed.id, request: state.followId },
    };
  },

  async apply(context, _args, { facts }) {
    const { em } = context;
    const follower = await em.findOneOrFail(User, { id: facts.follower });
    const followed = await em.findOneOrFail(User, { id: facts.followed });
    await lockRows(
      em,
      {
        table: 'users',
        ids: sql`select unnest(${sql.val([follower.id, followed.id].map(uuidFromFlakeId))}::uuid[])`,
      },
      {
        table: 'following_relationships',
        ids: sql`select id from (${relationshipOf(follower, followed)}) relationship`,
      },
      { table: 'activities', ids: sql`select id from (${followsOf(follower, followed)}) follow` },
    );
    const state = await followState(em, follower, followed);
    if (state === null || state.followId !== facts.request || !isBroken(state)) {
      throw new Stale(changedMeanwhile(text`The follow or its request`));
    }
    await reject(context, follower, followed, state);
    return {
      follower: nicknameOf(follower),
      followed: nicknameOf(followed),
      before: { request: state.requested, following: state.following },
      after: { request: 'reject', following: false },
    };
  },
});

/** Whether the request is accepted without a relationship. */
const isBroken = ({ requested, following }: FollowState): boolean => requested === 'accept' && !following;

/**
 * Finds both accounts and the state of the follow.
 *
 * @throws NotFound without both accounts and a request; Conflict where there is nothing to fix, or no way to.
 */
async function findBoth({ em, instance }: ReadContext, { local_user, remote_user }: FollowArgs) {
  const follower = await findUser(em, instance, local_user);
  const followed = await findUser(em, instance, remote_user);
  requireNotRemoved(follower);
  requireNotRemoved(followed);
  const [from, to] = [nicknameOf(follower), nicknameOf(followed)];
  const state = await followState(em, follower, followed);
  if (state === null) {
    throw new NotFound(text`There is no follow request from ${from} to ${to}. ${from} can send one.`);
  }
  const seen = text`the follow request has the state "${state.requested}", and ${from} ${[state.following ? 'follows' : 'does not follow']} ${to}`;
  if (!isBroken(state)) {
    throw new NothingToDo(text`The follow state is already correct: ${seen}.`);
  }
  if (!followed.isActive) {
    throw new Conflict(
      text`This follow cannot be fixed now: ${seen}, but ${to} is deactivated and cannot reject the request. Activate it first.`,
    );
  }
  if (!state.plain) {
    throw new Conflict(
      text`This follow cannot be fixed: ${seen}, but the request has an old format that Akkoma does not reject. Ask ${from} to unfollow and follow again.`,
    );
  }
  return { follower, followed, state };
}

async function reject(
  context: ApplyContext,
  follower: User,
  followed: User,
  { follow, followId }: FollowState,
): Promise<void> {
  const { journal, instance, now } = context;
  await postActivities(context, 'Reject', [{ actor: followed.apId, object: followId, to: [follower.apId] }]);
  await journal.update(
    'activities',
    ['data'],
    sql`
      select id, jsonb_set(data, '{state}', '"reject"') as data from (${followsOf(follower, followed)}) follow
      where data ->> 'state' in ('pending', 'accept')`,
  );
  const ended = await journal.delete(
    'following_relationships',
    sql`select id from (${relationshipOf(follower, followed)}) r`,
  );
  const lost = (user: User) => sql`u.id = ${uuidFromFlakeId(user.id)}::uuid and ${ended > 0}`;
  await recountFollows(journal, now, {
    following: sql`select u.id from users u where ${lost(follower)} and u.local`,
    followed: sql`select u.id from users u where ${lost(followed)} and ${countsFollowersOf('u', instance)}`,
  });
  await journal.delete(
    'notifications',
    sql`select id from notifications where activity_id = ${follow}::uuid`,
  );
}

const nicknameOf = (user: User): string => user.nickname ?? user.apId;
