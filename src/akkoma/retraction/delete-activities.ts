import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { visibilityOf } from '../federation/visibility.ts';
import type { Retracting } from './retracting.ts';
import { item } from './worklist.ts';

/**
 * The table, of this transaction alone, that holds the activities to delete; of those that are counted, also the host by
 * which and the visibility as which they are.
 */
const doomed = sql`pg_temp.doomed_activities`;

/**
 * Deletes all activities about the posts, of anyone, and the interactions that were undone (behaviour.md 11.1 step 5,
 * 11.2 step 3). Make it the last, and in it what is counted: it holds the row of `counter_cache` that every new post of the
 * instance waits for. From 3.17 on nothing is counted (behaviour.md 21.8).
 *
 * Trap: the trigger of `activities` would rewrite that row for each post, and within one transaction nothing clears the old
 * versions away, so the time would grow with the square of the posts. Therefore the row is hidden from the trigger while
 * the posts go, and lowered once for all of them.
 */
export async function deleteActivities({ em, journal, instance }: Retracting): Promise<void> {
  const { countsPosts } = instance.features;
  await nameDoomed(em, countsPosts);
  // The database would delete these with the activities; here they are recorded.
  for (const table of ['notifications', 'bookmarks', 'report_notes']) {
    const dependents = sql`select id from ${sql.table(table)} where activity_id in (select id from ${doomed})`;
    await journal.delete(table, dependents);
  }
  await journal.delete('activities', sql`select id from ${doomed} where host is null`);
  if (!countsPosts) return;
  await hideCounters(em);
  await journal.delete('activities', sql`select id from ${doomed} where host is not null`);
  await showCounters(em);
  await journal.update(
    'counter_cache',
    ['public', 'unlisted', 'private', 'direct'],
    sql`
      select counter.id, greatest(0, counter.public - lost.public) as public,
        greatest(0, counter.unlisted - lost.unlisted) as unlisted,
        greatest(0, counter.private - lost.private) as private,
        greatest(0, counter.direct - lost.direct) as direct
      from (
        select host,
          count(*) filter (where visibility = 'public') as public,
          count(*) filter (where visibility = 'unlisted') as unlisted,
          count(*) filter (where visibility = 'private') as private,
          count(*) filter (where visibility = 'direct') as direct
        from ${doomed} where host is not null group by host
      ) lost
      join counter_cache counter on counter.instance = lost.host`,
  );
}

/** Locks what is to be deleted, so that exactly that is counted, and writes it down. */
async function nameDoomed(em: Em, countsPosts: boolean): Promise<void> {
  await sql`
    create temporary table doomed_activities on commit drop as
    select a.id,
      case when ${countsPosts}::boolean and a.data ->> 'type' = 'Create' then split_part(a.actor, '/', 3) end as host,
      case when ${countsPosts}::boolean and a.data ->> 'type' = 'Create' then ${visibilityOf('a')} end as visibility
    from activities a
    where a.id in (
      select about.id
      from ${item} item
      join activities about on coalesce(about.data -> 'object' ->> 'id', about.data ->> 'object') = item.url
      where item.type = 'Create' and about.data ->> 'type' <> 'Delete'
      union
      select item.id from ${item} item
      where item.type in ('Like', 'EmojiReact') or (item.type = 'Announce' and item.object_id is not null)
    )
    order by a.id
    for update`.execute(em.getKysely());
}

/** Gives the counters concerned a name that no host can have, so that the trigger finds none. */
async function hideCounters(em: Em): Promise<void> {
  await sql`
    update counter_cache set instance = '/' || instance
    where instance in (select host from ${doomed})`.execute(em.getKysely());
}

/** Gives the counters their names back. */
async function showCounters(em: Em): Promise<void> {
  await sql`
    update counter_cache set instance = substr(instance, 2)
    where instance in (select '/' || host from ${doomed})`.execute(em.getKysely());
}
