import { sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import type { Jobs } from '../../jobs/index.ts';
import { sharesColumn } from '../../undo/decided-later.ts';
import { decisionsAbout } from '../../undo/superseded.ts';
import { nextRevision } from '../store/change-state.ts';

/**
 * Redraws the cards of time-limited actions that this action supersedes. If this action undid a superseding decision,
 * it also enqueues the job `reverse` for earlier actions whose time is over, or that were undone in between for any
 * reason.
 *
 * Locked rows are skipped: the transaction that holds one redraws that card itself, because it reverses the action or
 * runs this same statement.
 *
 * @param id the action that ends in the transaction of `em`.
 */
export async function notifySuperseded(em: Em, jobs: Jobs, id: number): Promise<void> {
  const { rows } = await sql<{ action: number; hasCard: boolean; mustReverse: boolean }>`
    with mine as materialized (
      select id, undone_by is not null as is_undone from steward.actions where id = ${id} or undone_by = ${id}
    ),
    concerned as materialized (
      select earlier.id, bool_or(mine.is_undone) as is_undone
      from steward.actions earlier, mine
      where (earlier.reverses_at is not null and earlier.state in ('done', 'following') or earlier.state = 'undone' and mine.is_undone)
        and earlier.id not in (select id from mine)
        and exists (
          select from steward.changes theirs
          join steward.changes record
            on record.key ->> 'id' = theirs.key ->> 'id' and record.action_id = mine.id
              and record.table_name = 'users' and ${sharesColumn('record', 'theirs')}
          where theirs.action_id = earlier.id and theirs.table_name = 'users')
      group by earlier.id
    ),
    told as (
      update steward.actions action set ${nextRevision}
      from (
        select free.id from steward.actions free join concerned on concerned.id = free.id
        where free.state <> 'undone'
        order by free.id for no key update of free skip locked
      ) free
      where free.id = action.id
      returning action.id, channel_id
    )
    select action.id::integer as action, told.channel_id is not null as "hasCard",
      concerned.is_undone and (state = 'undone' or state = 'done' and reverses_at <= now()) and exists (
        select from ${decisionsAbout(sql`action.id`)} account
        join steward.changes record on record.key ->> 'id' = account.id and record.table_name = 'users'
        where account.by is null and record.action_id in (select id from mine where is_undone)
      ) as "mustReverse"
    from concerned join steward.actions action on action.id = concerned.id left join told on told.id = action.id`.execute(
    em.getKysely(),
  );
  const payloadsOf = (those: typeof rows) => those.map(({ action }) => ({ action }));
  await jobs.sendAll(em, 'card', payloadsOf(rows.filter(({ hasCard }) => hasCard)));
  await jobs.sendAll(
    em,
    'reverse',
    rows.filter(({ mustReverse }) => mustReverse).map(({ action }) => ({ action, released: id })),
  );
}
