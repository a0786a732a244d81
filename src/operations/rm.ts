import { LockMode } from '@mikro-orm/core';
import { sql } from 'kysely';
import { User } from '../../entities/akkoma/index.ts';
import { uuidFromFlakeId } from '../../entities/types/flake-id-text.ts';
import { isRemoved } from '../akkoma/account.ts';
import { findLocalUser } from '../akkoma/find-local-user.ts';
import { postActivity } from '../akkoma/post-activity.ts';
import { purge } from '../akkoma/purge.ts';
import { enqueueRemoval } from '../akkoma/removal-job.ts';
import { reportNotificationsOf } from '../akkoma/report-notifications.ts';
import { countRetraction, retract } from '../akkoma/retraction/index.ts';
import type { Em } from '../database/connection.ts';
import { Conflict, Stale } from '../errors.ts';
import { type Text, text } from '../text.ts';
import { countsOf, warningsOf } from './delete-activities.ts';
import { followRemoval } from './follow-removal.ts';
import { defineOperation } from './operation.ts';
import { isStaff, refuseToLoseLastAdmin, staffPrecaution } from './staff.ts';

interface RmArgs {
  readonly nickname: string;
  readonly posts_first: boolean;
}

/**
 * Removes an account for good (operations.md 12). By decision it works for a deactivated account too, and its posts and
 * interactions are deleted along with it: the server's own job for that is killed after five seconds.
 */
export const rm = defineOperation({
  name: 'user.rm',
  tier: 'destructive',
  undo: {
    impossible: text`The password and the connections to other servers are gone for good.`,
  },

  async plan({ em, instance }, { nickname, posts_first: postsFirst }: RmArgs) {
    const user = await findLocalUser(em, instance, nickname);
    const target = user.nickname ?? user.apId;
    if (isRemoved(user)) throw alreadyRemoved(target);
    await refuseToLoseLastAdmin(em, user);
    const amount = await countRetraction(em, user.apId);
    return {
      target,
      counts: { ...countsOf(amount), ...(await countFollows(em, user)) },
      samples: [],
      warnings: [
        ...staffPrecaution(user).warnings,
        ...(postsFirst ? warningsOf(amount) : []),
        ...consequences(user, postsFirst, instance.settings.federating),
      ],
      facts: { id: user.id },
    };
  },

  async apply(writing, { posts_first: postsFirst }, { target, facts }) {
    const { em, journal, instance } = writing;
    const loaded = await em.findOneOrFail(User, { id: String(facts.id) });
    const taken = postsFirst ? await retract(writing, loaded) : null;
    const user = await em.findOneOrFail(
      User,
      { id: loaded.id },
      { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
    );
    if (isRemoved(user)) {
      throw new Stale(text`${target} was removed by someone else just now, and nothing was done.`);
    }
    await postActivity(writing, {
      type: 'Delete',
      actor: user.apId,
      object: user.apId,
      to: user.followerAddress == null ? [] : [user.followerAddress],
    });
    if (isStaff(user)) await journal.delete('notifications', reportNotificationsOf(user));
    purge(user);
    await enqueueRemoval(journal, instance, user.id);
    return { nickname: target, id: user.id, deleted: taken === null ? null : countsOf(taken) };
  },

  follow: (following, _args, { id }) => followRemoval(following, id),
});

const alreadyRemoved = (target: string): Conflict =>
  new Conflict(
    text`${target} has been removed already; only the empty account is left. There is nothing to do.`,
  );

/** What one cannot see from the counts, and would rather know before. */
const consequences = (user: User, postsFirst: boolean, federating: boolean): Text[] => [
  user.isConfirmed && user.isApproved
    ? text`The nickname stays taken.`
    : text`The account is not confirmed or approved, so Akkoma then deletes even its empty row, and the nickname is free again.`,
  postsFirst
    ? text`In the background Akkoma then ends all its follows and deletes the notifications it caused.`
    : text`In the background Akkoma then ends all its follows and deletes its posts, for five seconds at a time: with many posts that takes long, and Steward has it go on until all is gone.`,
  ...(federating
    ? [
        text`Other servers are not told, since Akkoma sends nothing in the name of a removed account. To have the posts deleted there too, run delete_activities first, and this once that has been sent.`,
      ]
    : []),
];

async function countFollows(em: Em, user: User): Promise<{ followers: number; follows: number }> {
  const id = sql`${uuidFromFlakeId(user.id)}::uuid`;
  const { rows } = await sql<{ followers: number; follows: number }>`
    select
      (select count(*)::integer from following_relationships where following_id = ${id} and state = 2) as followers,
      (select count(*)::integer from following_relationships where follower_id = ${id} and state = 2) as follows`.execute(
    em.getKysely(),
  );
  return rows[0] ?? { followers: 0, follows: 0 };
}
