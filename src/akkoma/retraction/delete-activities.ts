import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { visibilityOf } from '../federation/visibility.ts';
import type { RetractionContext } from './retracting.ts';
import { item } from './worklist.ts';

/**
 * The temporary table, for this transaction only, of the activities to delete. For those that are counted, it also has
 * the host and the visibility that they are counted by.
 */
const doomed = sql`pg_temp.doomed_activities`;

/**
 * Deletes all activities about the posts, of any actor, and the interactions that were undone (behaviour.md 11.1 step
 * 5, 11.2 step 3). It must be the last step, and the counted activities come last in it: it updates rows of
 * `counter_cache` that new posts wait for. `openWorklist` has locked the row of the account's own host before. From
 * 3.17 on nothing is counted (behaviour.md 21.8).
 *
 * Trap: the trigger of `activities` would update such a row for each post. Within one transaction nothing removes the
 * old row versions, so the time would grow with the square of the number of posts. Therefore the row is hidden from the
 * trigger while the posts are deleted, and lowered once for all of them.
 */
export async function deleteActivities({ em, journal, instance }: RetractionContext): Promise<void> {
  const { countsPosts } = instance.features;
  await nameDoomed(em, countsPosts);
  // The database would delete these along with the activities. They are deleted here so that they are recorded.
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

/** Locks the activities to delete, so that exactly these are counted, and lists them in the table. */
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

/** Gives the counters of these hosts a name that no host can have, so that the trigger does not find them. */
async function hideCounters(em: Em): Promise<void> {
  await sql`
    update counter_cache set instance = '/' || instance
    where instance in (select host from ${doomed})`.execute(em.getKysely());
}

/** Gives the counters their own names again. */
async function showCounters(em: Em): Promise<void> {
  await sql`
    update counter_cache set instance = substr(instance, 2)
    where instance in (select '/' || host from ${doomed})`.execute(em.getKysely());
}
