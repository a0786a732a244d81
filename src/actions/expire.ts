import { sql } from 'kysely';
import type { Em } from '../database/connection.ts';

/** How long an action waits to be confirmed, as PostgreSQL writes an interval. */
export const patience = '15 minutes';

/**
 * Ends every action that has waited too long, each with its audit entry; their arguments, which may hold secrets, are not
 * kept. One that is just being answered is left to whoever answers.
 */
export async function expireProposals(em: Em): Promise<void> {
  await sql`
    with late as (
      select id from steward.actions
      where state = 'proposed' and proposed_at < now() - ${patience}::interval
      order by id for update skip locked
    ),
    expired as (
      update steward.actions a set state = 'expired', args = '{}', updated_at = now()
      from late where a.id = late.id
      returning a.id, a.source, a.operation, a.reason
    )
    insert into steward.audit_log (event, action_id, actor_id, actor_name, source, command, args, reason, detail)
    select 'action.expired', id, 'system:steward', 'Steward', source, operation, '{}', reason, '{}'
    from expired order by id`.execute(em.getKysely());
}
