import { type RawBuilder, sql } from 'kysely';
import type { Em } from '../../database/connection/connection.ts';
import { command, type Text, text } from '../../text/text.ts';

/**
 * Says what activating a deactivated account does not restore: the local followers that its deactivation removed. Only
 * an undo of that deactivation restores them.
 *
 * @param account a select of the account's id.
 */
export async function lostFollowers(em: Em, account: RawBuilder<unknown>): Promise<Text[]> {
  const { rows } = await sql<{ action: number; lost: boolean }>`
    select a.id::float8 as action, exists (
      select from steward.changes follow
      where follow.action_id = a.id and follow.table_name = 'following_relationships' and follow.after is null
        and follow.before ->> 'following_id' = record.key ->> 'id') as lost
    from steward.changes record join steward.actions a on a.id = record.action_id
    where record.table_name = 'users' and record.key ->> 'id' = (${account})::text
      and record.after ->> 'is_active' = 'false' and a.state in ('done', 'following')
    order by a.id desc limit 1`.execute(em.getKysely());
  const [latest] = rows;
  return latest?.lost === true
    ? [
        text`This does not restore the local followers that action ${latest.action} removed. Only ${command('action undo')} of that action does.`,
      ]
    : [];
}
