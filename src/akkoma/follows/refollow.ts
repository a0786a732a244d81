import { sql } from 'kysely';
import { type Journal, naive } from '../../database/change-records/journal.ts';
import type { Em } from '../../database/connection/connection.ts';
import { enqueue } from '../federation/oban-jobs.ts';
import type { FlakeIds } from '../ids/flake-ids.ts';
import type { Instance } from '../instance.ts';

interface RefollowContext {
  readonly em: Em;
  readonly journal: Journal;
  readonly instance: Instance;
  readonly flakeIds: FlakeIds;
  readonly now: Date;
}

/** The temporary table, for this transaction only, of the follows that had been dropped, with the verdict on each. */
export const dropped = sql`pg_temp.dropped_follow`;

/**
 * Makes followers follow again if their unfollowing has been sent to another server. As on the server, that takes a
 * Follow that waits for the other server's answer, a pending relationship, and a job to federate the Follow
 * (behaviour.md 20.2). The Undo that was sent stays.
 *
 * @returns the number of new follows.
 */
export async function refollow(following: RefollowContext): Promise<number> {
  const { em, journal, instance, flakeIds, now } = following;
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${dropped} follow where verdict = 'anew'`.execute(em.getKysely());
  const count = rows[0]?.count ?? 0;
  if (count === 0) return 0;

  const { milliseconds, worker, sequence } = flakeIds.reserve(count);
  const base = instance.baseUrl;
  const newFollows = sql`(
    select follow.*, steward.flake_at(${milliseconds}::bigint, ${worker}::text,
      ${sequence}::bigint + row_number() over (order by relationship) - 1) as id
    from ${dropped} follow where verdict = 'anew')`;
  await journal.insert(
    'activities',
    ['id', 'data', 'local', 'actor', 'recipients', 'inserted_at', 'updated_at'],
    sql`
      select follow.id,
        jsonb_build_object(
          'id', ${base}::text || '/activities/' || gen_random_uuid(),
          'type', 'Follow', 'actor', follow.follower, 'object', follow.followed, 'state', 'pending',
          'to', jsonb_build_array(follow.followed), 'cc', '[]'::jsonb, 'bto', '[]'::jsonb, 'bcc', '[]'::jsonb),
        true, follow.follower, array[follow.followed]::varchar[], ${naive(now)}, ${naive(now)}
      from ${newFollows} follow order by follow.id`,
  );
  await journal.insert(
    'following_relationships',
    ['follower_id', 'following_id', 'state', 'inserted_at', 'updated_at'],
    sql`
      select follower_id, followed_id, 1, ${naive(now)}, ${naive(now)}
      from ${dropped} follow where verdict = 'anew' order by relationship`,
  );
  if (instance.settings.federating) {
    await enqueue(
      following,
      'publish',
      sql`
        select jsonb_build_object(
          'op', 'publish', 'activity_id', steward.flake_text(follow.id), 'object_data', null)
        from ${newFollows} follow order by follow.id`,
    );
  }
  return count;
}
